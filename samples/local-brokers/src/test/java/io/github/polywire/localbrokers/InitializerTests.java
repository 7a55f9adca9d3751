package io.github.polywire.localbrokers;

import com.rabbitmq.client.Channel;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalRabbitInitializer} and {@link LocalNatsInitializer}.
 */
class InitializerTests {

	@Test
	void connectsApplicationThatNamesNoBroker() {
		try (ConfigurableApplicationContext context = run("--spring.rabbitmq.username=for-another-broker")) {
			RabbitTemplate template = context.getBean(RabbitTemplate.class);
			boolean open = Boolean.TRUE.equals(template.execute(Channel::isOpen));
			assertThat(open).isTrue();
			assertThat(context.getEnvironment().getProperty("some.nats.url")).isEqualTo(LocalNats.shared().url());
		}
	}

	@Test
	void leavesApplicationAloneThatNamesItsBrokers() {
		try (ConfigurableApplicationContext context = run("--spring.rabbitmq.host=elsewhere",
				"--some.nats.url=nats://elsewhere")) {
			Environment environment = context.getEnvironment();
			assertThat(environment.getProperty("spring.rabbitmq.addresses")).isNull();
			assertThat(environment.getProperty("some.nats.url")).isEqualTo("nats://elsewhere");
		}
	}

	@Test
	void startsNothingDuringAheadOfTimeProcessing() {
		System.setProperty("spring.aot.processing", "true");
		try (ConfigurableApplicationContext context = run()) {
			assertThat(context.getEnvironment().containsProperty("spring.rabbitmq.addresses")).isFalse();
			assertThat(context.getEnvironment().containsProperty("some.nats.url")).isFalse();
		}
		finally {
			System.clearProperty("spring.aot.processing");
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.initializers(new LocalRabbitInitializer(), new LocalNatsInitializer("some.nats.url"))
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(RabbitAutoConfiguration.class)
	static class Application {

	}

}
