package io.github.polywire.metricq.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.net.ssl.SSLContext;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.connection.BrokerTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.RabbitConnectionFactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Knows how to reach the management broker: by our own URL, or as Boot is configured for
 * RabbitMQ. The one class that knows Boot's RabbitMQ support.
 */
final class MetricqConnections {

	/**
	 * A larger message than this closes the connection, and would do so again and again,
	 * because it is delivered again. So the bound is above what a broker can be
	 * configured to take; what is too large for us is rejected.
	 */
	private static final int MAX_INBOUND_SIZE = 1 << 30;

	/**
	 * What we ask of the broker is asked again if it fails, and a shutdown must not wait
	 * for the ten minutes that are the client library's default.
	 */
	private static final int MAX_RPC_TIMEOUT_MILLIS = 10_000;

	private static final String URL = "metricq.url";

	private final ObjectProvider<RabbitConnectionDetails> details;

	private final ObjectProvider<RabbitConnectionFactoryBeanConfigurer> configurer;

	private final ObjectProvider<ConnectionFactoryCustomizer> customizers;

	MetricqConnections(ObjectProvider<RabbitConnectionDetails> details,
			ObjectProvider<RabbitConnectionFactoryBeanConfigurer> configurer,
			ObjectProvider<ConnectionFactoryCustomizer> customizers) {
		this.details = details;
		this.configurer = configurer;
		this.customizers = customizers;
	}

	BrokerAccess access(MetricqConnectionDetails metricq) throws Exception {
		String url = metricq.getUrl();
		BrokerTarget target = (url != null) ? byUrl(url, metricq.getSslBundle()) : byDetails();
		ConnectionFactory factory = target.factory();
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		factory.setMaxInboundMessageBodySize(MAX_INBOUND_SIZE);
		int timeout = factory.getChannelRpcTimeout();
		factory
			.setChannelRpcTimeout((timeout > 0) ? Math.min(timeout, MAX_RPC_TIMEOUT_MILLIS) : MAX_RPC_TIMEOUT_MILLIS);
		return new BrokerAccess(target);
	}

	private static BrokerTarget byUrl(String url, @Nullable SslBundle bundle) {
		URI uri = parse(url);
		boolean secure = "amqps".equals(uri.getScheme());
		ConnectionFactory factory = new ConnectionFactory();
		String[] user = StringUtils.split((uri.getRawUserInfo() != null) ? uri.getRawUserInfo() : "guest:guest", ":");
		if (user == null) {
			throw invalidUrl("it names a user without a password; write amqp://user:password@host");
		}
		factory.setUsername(StringUtils.uriDecode(user[0], StandardCharsets.UTF_8));
		factory.setPassword(StringUtils.uriDecode(user[1], StandardCharsets.UTF_8));
		factory.setVirtualHost(BrokerAccess.virtualHost(uri));
		if (secure) {
			factory.useSslProtocol(sslContext(bundle));
			factory.enableHostnameVerification();
		}
		int port = (uri.getPort() > 0) ? uri.getPort()
				: secure ? ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT : ConnectionFactory.DEFAULT_AMQP_PORT;
		return new BrokerTarget(factory, List.of(new Address(uri.getHost(), port)));
	}

	private static URI parse(String url) {
		try {
			URI uri = new URI(url);
			if (("amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme())) && uri.getHost() != null) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// Told below, without the text, which could hold a password.
		}
		throw invalidUrl("it must be like amqp://user:password@host:5672/vhost, or amqps for TLS, with special"
				+ " characters percent-encoded");
	}

	private static InvalidConfigurationPropertyValueException invalidUrl(String reason) {
		return new InvalidConfigurationPropertyValueException(URL, "(not shown)", reason);
	}

	private static SSLContext sslContext(@Nullable SslBundle bundle) {
		if (bundle != null) {
			return bundle.createSslContext();
		}
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new MetricqException("The JVM has no TLS for the amqps address of metricq.url", ex);
		}
	}

	private BrokerTarget byDetails() throws Exception {
		RabbitConnectionDetails found = this.details.getIfAvailable();
		RabbitConnectionFactoryBeanConfigurer settings = this.configurer.getIfAvailable();
		if (found == null || settings == null) {
			throw new MetricqException("There is no broker for MetricQ: set metricq.url, or spring.rabbitmq.* without"
					+ " excluding Boot's RabbitAutoConfiguration");
		}
		RabbitConnectionFactoryBean factoryBean = new BundleConnectionFactoryBean(found.getSslBundle());
		settings.configure(factoryBean);
		factoryBean.afterPropertiesSet();
		List<Address> addresses = found.getAddresses()
			.stream()
			.map((address) -> new Address(address.host(), address.port()))
			.toList();
		return new BrokerTarget(factoryBean.getObject(), addresses);
	}

	/**
	 * Takes TLS from an SSL bundle, as Boot's own factory bean does, which is not
	 * visible.
	 */
	private static final class BundleConnectionFactoryBean extends RabbitConnectionFactoryBean {

		private final @Nullable SslBundle bundle;

		private boolean verifyHostname = true;

		private BundleConnectionFactoryBean(@Nullable SslBundle bundle) {
			this.bundle = bundle;
		}

		@Override
		public void setEnableHostnameVerification(boolean enable) {
			this.verifyHostname = enable;
			super.setEnableHostnameVerification(enable);
		}

		@Override
		protected void setUpSSL() {
			if (this.bundle == null) {
				super.setUpSSL();
				return;
			}
			this.connectionFactory.useSslProtocol(this.bundle.createSslContext());
			if (this.verifyHostname) {
				this.connectionFactory.enableHostnameVerification();
			}
		}

	}

}
