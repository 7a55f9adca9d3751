package io.github.polywire.benchmarks.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs Spring applications as users do, less their output and less the starters that they
 * do not ask for.
 */
public final class Applications {

	private static final List<String> STARTERS = List.of("rabibridge", "nats", "metricq", "dxl.streaming");

	private Applications() {
	}

	/**
	 * Runs an application.
	 * @param application its configuration
	 * @param properties its properties, among them {@code enabled} of the starter that it
	 * uses
	 * @return the running application
	 */
	public static ConfigurableApplicationContext run(Class<?> application, Map<String, ?> properties) {
		return run(application, properties, (context) -> {
		});
	}

	/**
	 * Runs an application.
	 * @param application its configuration
	 * @param properties its properties, among them {@code enabled} of the starter that it
	 * uses
	 * @param initializer adds beans to it
	 * @return the running application
	 */
	public static ConfigurableApplicationContext run(Class<?> application, Map<String, ?> properties,
			ApplicationContextInitializer<ConfigurableApplicationContext> initializer) {
		Map<String, Object> all = new HashMap<>();
		STARTERS.forEach((starter) -> all.put(starter + ".enabled", false));
		all.putAll(properties);
		all.put("logging.level.root", "warn");
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(all)
			.initializers(initializer)
			.run();
	}

}
