package io.github.polywire.metricq.autoconfigure;

import java.time.Duration;

import com.rabbitmq.client.Channel;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.client.MetricqMeterRegistry;
import io.micrometer.core.instrument.Clock;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the export of meters to MetricQ, which is off by default. Before
 * that of MetricQ itself, which is observed and so comes after all registries.
 */
@AutoConfiguration(beforeName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration")
@ConditionalOnClass({ Clock.class, Channel.class, RabbitConnectionDetails.class })
@ConditionalOnBean(Clock.class)
@ConditionalOnBooleanProperty(name = "metricq.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "metricq.metrics.export.enabled")
@EnableConfigurationProperties({ MetricqExportProperties.class, MetricqProperties.class })
public final class MetricqExportAutoConfiguration {

	private static final Duration MIN_STEP = Duration.ofMillis(10);

	@Bean
	@ConditionalOnMissingBean
	MetricqMeterRegistry metricqMeterRegistry(MetricqExportProperties export, MetricqProperties properties,
			Environment environment, Clock clock) {
		if (export.step().compareTo(MIN_STEP) < 0) {
			throw new InvalidConfigurationPropertyValueException("metricq.metrics.export.step", export.step(),
					"it must not be less than 10ms");
		}
		String prefix = StringUtils.hasText(export.prefix()) ? export.prefix()
				: AgentFactory.token(MetricqRole.SOURCE, properties.source().token(), environment);
		return new MetricqMeterRegistry(prefix, export.step(), clock);
	}

	@Bean
	@Lazy(false)
	SmartInitializingSingleton metricqExportStarter(MetricqMeterRegistry registry, MetricqSource source) {
		// The source is observed, and observations need the registries: they meet when
		// both
		// are there.
		return () -> registry.start(source);
	}

}
