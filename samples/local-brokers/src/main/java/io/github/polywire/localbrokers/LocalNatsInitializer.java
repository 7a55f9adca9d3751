package io.github.polywire.localbrokers;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Connects an application to {@link LocalNats#shared()} by setting the property that
 * holds the server's URL, unless the application sets it.
 */
public final class LocalNatsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private final String property;

	/**
	 * Creates an initializer.
	 * @param property the name of the property to set
	 */
	public LocalNatsInitializer(String property) {
		this.property = property;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		LocalBrokerProperties properties = new LocalBrokerProperties(context.getEnvironment());
		if (properties.areWanted(this.property)) {
			properties.set("localNats", Map.of(this.property, LocalNats.shared().url()));
		}
	}

}
