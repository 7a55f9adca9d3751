package io.github.polywire.metricq.connection;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.metricq.MetricqException;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The broker of the management connection, and how to get from there to the brokers that
 * the manager names. Immutable.
 */
public final class BrokerAccess {

	private static final String VHOST_PREFIX = "vhost:";

	private static final int AMQP_PORT = 5672;

	private static final int AMQPS_PORT = 5671;

	private final BrokerTarget management;

	/**
	 * Creates an access.
	 * @param management where the management connection goes
	 */
	public BrokerAccess(BrokerTarget management) {
		Assert.notNull(management, "'management' must not be null");
		this.management = management;
	}

	/**
	 * Where the management connection goes.
	 * @return the target
	 */
	public BrokerTarget management() {
		return this.management;
	}

	/**
	 * Where a connection to an address goes that the manager named. The credentials are
	 * those of the management connection.
	 * @param address a URL, or {@code vhost:} and the name of another virtual host of the
	 * same broker
	 * @return the target
	 * @throws MetricqException if the address is neither
	 */
	public BrokerTarget derive(String address) {
		ConnectionFactory factory = this.management.factory().clone();
		if (address.startsWith(VHOST_PREFIX)) {
			factory.setVirtualHost(address.substring(VHOST_PREFIX.length()));
			return new BrokerTarget(factory, this.management.addresses());
		}
		URI uri = parse(address);
		boolean secure = "amqps".equals(uri.getScheme());
		factory.setVirtualHost(virtualHost(uri));
		if (secure != factory.isSSL()) {
			useTls(factory, secure);
		}
		int port = (uri.getPort() > 0) ? uri.getPort() : secure ? AMQPS_PORT : AMQP_PORT;
		return new BrokerTarget(factory, List.of(new Address(uri.getHost(), port)));
	}

	/**
	 * Reads the virtual host of an AMQP URL.
	 * @param uri the URL
	 * @return its path without the first slash, or the default virtual host if there is
	 * none
	 */
	public static String virtualHost(URI uri) {
		String path = uri.getRawPath();
		if (!StringUtils.hasLength(path) || path.equals("/")) {
			return "/";
		}
		return StringUtils.uriDecode(path.substring(1), StandardCharsets.UTF_8);
	}

	private static URI parse(String address) {
		try {
			URI uri = new URI(address);
			if (("amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme())) && uri.getHost() != null) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// Told below, without the text, which could hold a password.
		}
		throw new MetricqException("The manager named a data server by an address that is neither an amqp:// or"
				+ " amqps:// URL nor vhost: and a name; correct the manager's configuration");
	}

	private static void useTls(ConnectionFactory factory, boolean secure) {
		if (!secure) {
			factory.setSocketFactory(SocketFactory.getDefault());
			return;
		}
		try {
			factory.useSslProtocol(SSLContext.getDefault());
			factory.enableHostnameVerification();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new MetricqException("The JVM has no TLS for the data server's amqps:// address", ex);
		}
	}

}
