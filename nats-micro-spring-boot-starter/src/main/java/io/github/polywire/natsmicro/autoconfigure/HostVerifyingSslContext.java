package io.github.polywire.natsmicro.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * An SSL context whose sockets check that the server's certificate names the host that
 * they are connected to, which the client library does not ask for.
 */
final class HostVerifyingSslContext extends SSLContext {

	private HostVerifyingSslContext(SSLContext context) {
		super(new Spi(context), context.getProvider(), context.getProtocol());
	}

	static SSLContext of(SSLContext context) {
		return new HostVerifyingSslContext(context);
	}

	private static final class Spi extends SSLContextSpi {

		private final SSLContext context;

		private Spi(SSLContext context) {
			this.context = context;
		}

		@Override
		protected void engineInit(KeyManager @Nullable [] keyManagers, TrustManager @Nullable [] trustManagers,
				@Nullable SecureRandom random) throws KeyManagementException {
			this.context.init(keyManagers, trustManagers, random);
		}

		@Override
		protected SSLSocketFactory engineGetSocketFactory() {
			return new VerifyingSocketFactory(this.context.getSocketFactory());
		}

		@Override
		protected SSLServerSocketFactory engineGetServerSocketFactory() {
			return this.context.getServerSocketFactory();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine() {
			return this.context.createSSLEngine();
		}

		@Override
		protected SSLEngine engineCreateSSLEngine(String host, int port) {
			SSLEngine engine = this.context.createSSLEngine(host, port);
			engine.setSSLParameters(verifying(engine.getSSLParameters()));
			return engine;
		}

		@Override
		protected SSLSessionContext engineGetServerSessionContext() {
			return this.context.getServerSessionContext();
		}

		@Override
		protected SSLSessionContext engineGetClientSessionContext() {
			return this.context.getClientSessionContext();
		}

		private static SSLParameters verifying(SSLParameters parameters) {
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			return parameters;
		}

	}

	private static final class VerifyingSocketFactory extends SSLSocketFactory {

		private final SSLSocketFactory factory;

		private VerifyingSocketFactory(SSLSocketFactory factory) {
			this.factory = factory;
		}

		private static Socket verifying(Socket socket) {
			if (socket instanceof SSLSocket secure) {
				secure.setSSLParameters(Spi.verifying(secure.getSSLParameters()));
			}
			return socket;
		}

		@Override
		public String[] getDefaultCipherSuites() {
			return this.factory.getDefaultCipherSuites();
		}

		@Override
		public String[] getSupportedCipherSuites() {
			return this.factory.getSupportedCipherSuites();
		}

		@Override
		public Socket createSocket() throws IOException {
			return verifying(this.factory.createSocket());
		}

		@Override
		public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
			return verifying(this.factory.createSocket(socket, host, port, autoClose));
		}

		@Override
		public Socket createSocket(String host, int port) throws IOException {
			return verifying(this.factory.createSocket(host, port));
		}

		@Override
		public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
			return verifying(this.factory.createSocket(host, port, localHost, localPort));
		}

		@Override
		public Socket createSocket(InetAddress host, int port) throws IOException {
			return verifying(this.factory.createSocket(host, port));
		}

		@Override
		public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
				throws IOException {
			return verifying(this.factory.createSocket(address, port, localAddress, localPort));
		}

	}

}
