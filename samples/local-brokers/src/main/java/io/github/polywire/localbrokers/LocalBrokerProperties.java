package io.github.polywire.localbrokers;

import java.util.Map;
import java.util.stream.Stream;

import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Properties that lead an application to a local broker.
 */
record LocalBrokerProperties(ConfigurableEnvironment environment) {

	/**
	 * Tells whether the application has nowhere to connect to and is about to run, rather
	 * than being processed ahead of time.
	 * @param addresses the properties that would name a broker
	 * @return whether to supply one
	 */
	boolean areWanted(String... addresses) {
		return !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)
				&& Stream.of(addresses).noneMatch(this.environment::containsProperty);
	}

	void set(String source, Map<String, Object> properties) {
		// First, because a user name that was meant for another broker does not fit.
		this.environment.getPropertySources().addFirst(new MapPropertySource(source, properties));
	}

}
