package io.github.polywire.statsd.autoconfigure;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.ConditionalOnEnabledMetricsExport;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether somebody wants a connector: a property of its own is set, connection details
 * are there, or Micrometer exports to StatsD. That the starter is there does not mean so,
 * as it is there for MetricQ too.
 */
final class OnStatsdConnectorCondition extends AnyNestedCondition {

	OnStatsdConnectorCondition() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@Conditional(OnConnectorPropertiesCondition.class)
	static final class Configured {

	}

	@ConditionalOnBean(StatsdConnectionDetails.class)
	static final class Detailed {

	}

	@ConditionalOnClass(name = "io.micrometer.statsd.StatsdMeterRegistry")
	@ConditionalOnBean(type = "io.micrometer.core.instrument.Clock")
	@ConditionalOnEnabledMetricsExport("statsd")
	static final class Exporting {

	}

	static final class OnConnectorPropertiesCondition extends SpringBootCondition {

		private static final String PREFIX = "statsd.connector";

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			boolean any = Binder.get(context.getEnvironment())
				.bind(PREFIX, Bindable.mapOf(String.class, Object.class))
				.map((properties) -> !Map.of().equals(properties))
				.orElse(false);
			ConditionMessage.Builder message = ConditionMessage.forCondition("StatsD connector");
			return any ? ConditionOutcome.match(message.because("a property statsd.connector.* is set"))
					: ConditionOutcome.noMatch(message.because("statsd.connector.host is not set"));
		}

	}

}
