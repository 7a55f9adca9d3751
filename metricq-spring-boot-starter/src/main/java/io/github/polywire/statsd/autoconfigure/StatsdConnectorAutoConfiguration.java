package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.StatsdConnector;
import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.github.polywire.statsd.connection.LineTransport;
import io.github.polywire.statsd.connection.SenderSettings;
import io.github.polywire.statsd.wire.MetricLines;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Auto-configuration of the StatsD connector, where somebody wants one.
 */
@AutoConfiguration(afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration")
@ConditionalOnBooleanProperty(name = "statsd.connector.enabled", matchIfMissing = true)
@Conditional(OnStatsdConnectorCondition.class)
@EnableConfigurationProperties(StatsdConnectorProperties.class)
public final class StatsdConnectorAutoConfiguration {

	private static final String REGISTRY = "io.micrometer.statsd.StatsdMeterRegistry";

	private final StatsdConnectorProperties properties;

	StatsdConnectorAutoConfiguration(StatsdConnectorProperties properties) {
		StatsdPropertiesValidator.validate(properties);
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(StatsdConnectionDetails.class)
	PropertiesStatsdConnectionDetails statsdConnectionDetails(Environment environment, ApplicationContext context) {
		boolean exporting = ClassUtils.isPresent(REGISTRY, context.getClassLoader())
				&& environment.getProperty("management.statsd.metrics.export.enabled", Boolean.class,
						environment.getProperty("management.defaults.metrics.export.enabled", Boolean.class, true));
		return new PropertiesStatsdConnectionDetails(this.properties, environment, exporting);
	}

	@Bean
	@ConditionalOnMissingBean(StatsdConnector.class)
	QueuedStatsdConnector statsdConnector(StatsdConnectionDetails details, ApplicationContext context) {
		LineTransport transport = new LineTransportFactory(this.properties, context.getClassLoader()).create(details);
		String prefix = StringUtils.hasText(this.properties.prefix()) ? this.properties.prefix() : "";
		return new QueuedStatsdConnector(new MetricLines(prefix, this.properties.typePrefixes()), transport,
				new SenderSettings(this.properties.connectTimeout(), backOff(), this.properties.maxConnectionAge(),
						this.properties.atRiskWindow()),
				this.properties.queueCapacity(), this.properties.overflow(), this.properties.shutdownTimeout());
	}

	@Bean
	WaitingEnd statsdConnectorWaitingEnd() {
		return new WaitingEnd();
	}

	private ExponentialBackOff backOff() {
		StatsdConnectorProperties.ReconnectBackoff settings = this.properties.reconnectBackoff();
		ExponentialBackOff backOff = new ExponentialBackOff(settings.initial().toMillis(), 2);
		backOff.setMaxInterval(settings.max().toMillis());
		backOff.setJitter(settings.jitter().toMillis());
		return backOff;
	}

}
