package io.github.polywire.rabibridge.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Starts small applications that have the starter.
 */
final class Applications {

	private Applications() {
	}

	/**
	 * Starts an application on a broker.
	 * @param rabbit the broker
	 * @param properties further properties, each {@code name=value}
	 */
	static ConfigurableApplicationContext start(LocalRabbit rabbit, String... properties) {
		return start(Application.class, rabbit, properties);
	}

	static ConfigurableApplicationContext start(Class<?> configuration, LocalRabbit rabbit, String... properties) {
		List<String> all = new ArrayList<>();
		all.add("--spring.rabbitmq.addresses=" + rabbit.address());
		all.add("--spring.rabbitmq.username=" + rabbit.username());
		all.add("--spring.rabbitmq.password=" + rabbit.password());
		all.add("--rabibridge.client.timeout=20s");
		for (String property : properties) {
			all.add("--" + property);
		}
		ConfigurableApplicationContext context = run(configuration, all);
		context.getBean(RemoteCallRegistry.class).connection().openAndWait(Duration.ofSeconds(30));
		return context;
	}

	static ConfigurableApplicationContext run(Class<?> configuration, List<String> arguments) {
		return new SpringApplicationBuilder(Application.class, configuration).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
