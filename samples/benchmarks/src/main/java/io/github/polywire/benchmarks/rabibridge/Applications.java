package io.github.polywire.benchmarks.rabibridge;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs Spring applications as users do, less their output.
 */
final class Applications {

	private Applications() {
	}

	static ConfigurableApplicationContext run(Class<?> application, BrokerAddress broker,
			Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(broker.toProperties());
		all.put("logging.level.root", "warn");
		all.putAll(properties);
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(all)
			.run();
	}

}
