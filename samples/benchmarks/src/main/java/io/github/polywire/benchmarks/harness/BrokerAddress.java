package io.github.polywire.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is, as all contenders in both JVMs need to know it.
 *
 * @param host the host
 * @param port the port
 * @param username the user
 * @param password the password
 * @param virtualHost the virtual host
 * @param certificate the certificate to trust, or {@code null} for no TLS
 */
public record BrokerAddress(String host, int port, String username, String password, String virtualHost,
		@Nullable Path certificate) {

	private static final String PREFIX = "POLYWIRE_BENCHMARKS_";

	/**
	 * The address of a broker.
	 * @param rabbit the broker
	 * @param certificate the certificate to trust, or {@code null} for no TLS
	 * @return the address
	 */
	public static BrokerAddress of(LocalRabbit rabbit, @Nullable Path certificate) {
		int port = (certificate != null) ? rabbit.tlsPort() : rabbit.port();
		return new BrokerAddress(rabbit.host(), port, rabbit.username(), rabbit.password(), rabbit.virtualHost(),
				certificate);
	}

	/**
	 * Reads an address from what {@link #toEnvironment()} made.
	 * @param environment the environment variables
	 * @return the address
	 */
	public static BrokerAddress fromEnvironment(Map<String, String> environment) {
		String certificate = environment.get(PREFIX + "CERTIFICATE");
		return new BrokerAddress(environment.getOrDefault(PREFIX + "HOST", ConnectionFactory.DEFAULT_HOST),
				Integer.parseInt(environment.getOrDefault(PREFIX + "PORT", "" + ConnectionFactory.DEFAULT_AMQP_PORT)),
				environment.getOrDefault(PREFIX + "USERNAME", ConnectionFactory.DEFAULT_USER),
				environment.getOrDefault(PREFIX + "PASSWORD", ConnectionFactory.DEFAULT_PASS),
				environment.getOrDefault(PREFIX + "VIRTUAL_HOST", ConnectionFactory.DEFAULT_VHOST),
				(certificate != null) ? Path.of(certificate) : null);
	}

	/**
	 * Writes the address for another JVM.
	 * @return environment variables
	 */
	public Map<String, String> toEnvironment() {
		Map<String, String> environment = new HashMap<>();
		environment.put(PREFIX + "HOST", this.host);
		environment.put(PREFIX + "PORT", Integer.toString(this.port));
		environment.put(PREFIX + "USERNAME", this.username);
		environment.put(PREFIX + "PASSWORD", this.password);
		environment.put(PREFIX + "VIRTUAL_HOST", this.virtualHost);
		if (this.certificate != null) {
			environment.put(PREFIX + "CERTIFICATE", this.certificate.toString());
		}
		return environment;
	}

	/**
	 * Writes the address for an application.
	 * @param more the application's other properties
	 * @return all properties
	 */
	public Map<String, Object> toProperties(Map<String, ?> more) {
		Map<String, Object> properties = new HashMap<>(more);
		properties.put("spring.rabbitmq.host", this.host);
		properties.put("spring.rabbitmq.port", this.port);
		properties.put("spring.rabbitmq.username", this.username);
		properties.put("spring.rabbitmq.password", this.password);
		properties.put("spring.rabbitmq.virtual-host", this.virtualHost);
		if (this.certificate != null) {
			properties.put("spring.rabbitmq.ssl.enabled", true);
			properties.put("spring.rabbitmq.ssl.bundle", "broker");
			properties.put("spring.ssl.bundle.pem.broker.truststore.certificate", this.certificate.toUri().toString());
		}
		return properties;
	}

	/**
	 * Makes what connects to the broker.
	 * @return a factory of connections
	 * @throws IOException if the certificate cannot be read
	 * @throws GeneralSecurityException if the certificate cannot be used
	 */
	public ConnectionFactory toConnectionFactory() throws IOException, GeneralSecurityException {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(this.host);
		factory.setPort(this.port);
		factory.setUsername(this.username);
		factory.setPassword(this.password);
		factory.setVirtualHost(this.virtualHost);
		if (this.certificate != null) {
			factory.useSslProtocol(sslContext(this.certificate));
			factory.enableHostnameVerification();
		}
		return factory;
	}

	private static SSLContext sslContext(Path certificate) throws IOException, GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		try (InputStream in = Files.newInputStream(certificate)) {
			trusted.setCertificateEntry("broker", CertificateFactory.getInstance("X.509").generateCertificate(in));
		}
		TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		managers.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, managers.getTrustManagers(), null);
		return context;
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port + ((this.certificate != null) ? " over TLS" : "");
	}

}
