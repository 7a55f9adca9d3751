package io.github.polywire.databus;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Connects an application to {@link LocalDatabus#shared()} by setting the properties
 * {@code dxl.streaming.*}, unless its own name a service.
 */
public final class LocalDatabusInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String URL_PROPERTY = "dxl.streaming.base-url";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING) && !environment.containsProperty(URL_PROPERTY)) {
			LocalDatabus databus = LocalDatabus.shared();
			environment.getPropertySources()
				.addFirst(new MapPropertySource("localDatabus",
						Map.of(URL_PROPERTY, databus.url(), "dxl.streaming.auth.username", databus.username(),
								"dxl.streaming.auth.password", databus.password())));
		}
	}

}
