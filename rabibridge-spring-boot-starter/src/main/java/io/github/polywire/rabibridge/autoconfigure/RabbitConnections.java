package io.github.polywire.rabibridge.autoconfigure;

import java.util.stream.Collectors;

import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.CacheMode;
import org.springframework.amqp.rabbit.connection.RabbitConnectionFactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes the starter's own connections to the broker that Boot is configured for, so that
 * no setting of theirs touches the application's {@code RabbitTemplate}. The one class
 * that knows Boot's RabbitMQ support.
 */
final class RabbitConnections {

	/**
	 * A larger message than this closes the connection, and would do so again and again,
	 * because it is delivered again. So the bound is above what a broker can be
	 * configured to take; what is too large for us is answered.
	 */
	private static final int MAX_INBOUND_SIZE = 1 << 30;

	/**
	 * What we ask of the broker is asked again if it fails, and a shutdown must not wait
	 * for the ten minutes that are the client library's default.
	 */
	private static final int MAX_RPC_TIMEOUT_MILLIS = 10_000;

	private final RabbitConnectionDetails connectionDetails;

	private final RabbitConnectionFactoryBeanConfigurer factoryBeanConfigurer;

	private final CachingConnectionFactoryConfigurer factoryConfigurer;

	private final ObjectProvider<ConnectionFactoryCustomizer> customizers;

	private final RabiBridgeProperties.Reconnect reconnect;

	private final @Nullable String applicationName;

	RabbitConnections(RabbitConnectionDetails connectionDetails,
			RabbitConnectionFactoryBeanConfigurer factoryBeanConfigurer,
			CachingConnectionFactoryConfigurer factoryConfigurer,
			ObjectProvider<ConnectionFactoryCustomizer> customizers, RabiBridgeProperties.Reconnect reconnect,
			@Nullable String applicationName) {
		this.connectionDetails = connectionDetails;
		this.factoryBeanConfigurer = factoryBeanConfigurer;
		this.factoryConfigurer = factoryConfigurer;
		this.customizers = customizers;
		this.reconnect = reconnect;
		this.applicationName = applicationName;
	}

	BrokerConnection create(String name, boolean keepAlive) throws Exception {
		RabbitConnectionFactoryBean factoryBean = new BundleConnectionFactoryBean(
				this.connectionDetails.getSslBundle());
		this.factoryBeanConfigurer.configure(factoryBean);
		factoryBean.afterPropertiesSet();
		ConnectionFactory rabbitFactory = factoryBean.getObject();
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(rabbitFactory));
		rabbitFactory.setAutomaticRecoveryEnabled(false);
		rabbitFactory.setMaxInboundMessageBodySize(MAX_INBOUND_SIZE);
		rabbitFactory.setChannelRpcTimeout(rpcTimeout(rabbitFactory));
		CachingConnectionFactory factory = new CachingConnectionFactory(rabbitFactory);
		this.factoryConfigurer.configure(factory);
		factory.setCacheMode(CacheMode.CHANNEL);
		factory.setConnectionNameStrategy((ignored) -> connectionName(name));
		ExponentialBackOff backOff = new ExponentialBackOff(this.reconnect.getInitialInterval().toMillis(),
				this.reconnect.getMultiplier());
		backOff.setMaxInterval(this.reconnect.getMaxInterval().toMillis());
		return new BrokerConnection(name, addresses(), factory, backOff, keepAlive);
	}

	private static int rpcTimeout(ConnectionFactory factory) {
		int configured = factory.getChannelRpcTimeout();
		return (configured > 0) ? Math.min(configured, MAX_RPC_TIMEOUT_MILLIS) : MAX_RPC_TIMEOUT_MILLIS;
	}

	private String connectionName(String name) {
		return ((this.applicationName != null) ? this.applicationName + " " : "") + "rabibridge " + name;
	}

	private String addresses() {
		return this.connectionDetails.getAddresses()
			.stream()
			.map((address) -> address.host() + ":" + address.port())
			.collect(Collectors.joining(", "));
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
