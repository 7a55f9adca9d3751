package io.github.polywire.metricq.autoconfigure;

import com.rabbitmq.client.Channel;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.network.DatabaseSettings;
import io.github.polywire.metricq.network.EmbeddedNetwork;
import io.github.polywire.metricq.network.NetworkSettings;
import io.github.polywire.metricq.wire.RpcCodec;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of a MetricQ network of one's own.
 */
@AutoConfiguration(after = MetricqAutoConfiguration.class)
@ConditionalOnClass({ Channel.class, RabbitConnectionDetails.class })
@ConditionalOnBooleanProperty(name = "metricq.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("metricq.network.embedded")
@EnableConfigurationProperties(MetricqNetworkProperties.class)
public final class MetricqNetworkAutoConfiguration {

	private final MetricqProperties properties;

	private final MetricqNetworkProperties networkProperties;

	MetricqNetworkAutoConfiguration(MetricqProperties properties, MetricqNetworkProperties networkProperties) {
		MetricqPropertiesValidator.validate(networkProperties);
		this.properties = properties;
		this.networkProperties = networkProperties;
	}

	@Bean
	@ConditionalOnMissingBean
	EmbeddedNetwork metricqEmbeddedNetwork(BrokerAccess access, @Qualifier("metricqRpcCodec") RpcCodec codec,
			AgentFactory agents) {
		EmbeddedNetwork network = new EmbeddedNetwork(settings(agents), databaseSettings(), access, codec);
		new NetworkConfigurations(codec.jsonMapper()).read(this.networkProperties.configs())
			.forEach(network::setConfiguration);
		return network;
	}

	@Bean
	static LazyInitializationExcludeFilter metricqNetworkLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(EmbeddedNetwork.class);
	}

	private NetworkSettings settings(AgentFactory agents) {
		return new NetworkSettings(this.networkProperties.dataServerAddress(), this.networkProperties.strict(),
				this.networkProperties.file(), this.networkProperties.failFast(), this.networkProperties.maxMetrics(),
				(int) this.properties.maxBodySize().toBytes(), this.networkProperties.configTimeout(), agents::backOff);
	}

	private DatabaseSettings databaseSettings() {
		MetricqNetworkProperties.Database database = this.networkProperties.database();
		return new DatabaseSettings(database.enabled(), database.token(), database.metrics(), database.pattern(),
				database.maxPoints(), database.maxMetrics());
	}

}
