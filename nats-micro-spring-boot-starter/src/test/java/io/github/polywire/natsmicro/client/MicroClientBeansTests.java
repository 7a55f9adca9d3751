package io.github.polywire.natsmicro.client;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.annotation.MicroClient;
import io.github.polywire.natsmicro.annotation.MicroExchange;
import io.github.polywire.natsmicro.autoconfigure.NatsAutoConfiguration;
import io.github.polywire.natsmicro.autoconfigure.NatsMicroClientAutoConfiguration;
import io.github.polywire.natsmicro.client.scanned.ScannedApplication;
import io.github.polywire.natsmicro.client.scanned.ScannedClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How declarative clients become beans.
 */
class MicroClientBeansTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NatsAutoConfiguration.class, NatsMicroClientAutoConfiguration.class))
		.withPropertyValues("nats.servers=" + LocalNats.shared().url())
		.withUserConfiguration(OperationsConfiguration.class);

	@Test
	void scansThePackagesOfTheApplication() {
		this.application.withUserConfiguration(ScannedApplication.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ScannedClient.class).hasBean("scannedClient");
			assertThat(context.getBean(ScannedClient.class).twice(4)).isEqualTo(8);
		});
	}

	@Test
	void scansNothingWithoutPackages() {
		this.application.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ScannedClient.class));
	}

	@Test
	void makesBeansOfTheClientsNamed() {
		this.application.withUserConfiguration(NamedClients.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(First.class).hasBean("ownName");
			assertThat(context.getBean("ownName")).isInstanceOf(First.class);
			assertThat(context.getBean(First.class).twice(4)).isEqualTo(8);
			assertThat(context.getBean(RecordingOperations.class).call().subject()).isEqualTo("double-it");
		});
	}

	@Test
	void doesNotScanTheApplicationThatNamesItsClients() {
		this.application.withUserConfiguration(ScannedApplication.class, NamedClients.class)
			.run((context) -> assertThat(context).hasSingleBean(First.class).doesNotHaveBean(ScannedClient.class));
	}

	@Test
	void scansThePackagesNamed() {
		this.application.withUserConfiguration(NamedPackages.class)
			.run((context) -> assertThat(context).hasSingleBean(ScannedClient.class).doesNotHaveBean(First.class));
	}

	@Test
	void scansThePackagesOfTheClassesNamed() {
		this.application.withUserConfiguration(NamedPackageClasses.class)
			.run((context) -> assertThat(context).hasSingleBean(ScannedClient.class).doesNotHaveBean(First.class));
	}

	@Test
	void leavesABeanOfTheApplicationInItsPlace() {
		ScannedClient own = (n) -> -1;
		this.application.withBean("scannedClient", ScannedClient.class, () -> own)
			.withUserConfiguration(NamedPackages.class)
			.run((context) -> assertThat(context.getBean(ScannedClient.class)).isSameAs(own));
	}

	@Test
	void refusesTwoClientsOfOneName() {
		this.application.withUserConfiguration(SameNames.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(MicroDefinitionException.class)
				.hasMessageContaining("'ownName'")
				.hasMessageContaining("First"));
	}

	@Test
	void knowsTheTypeOfTheBeanBeforeItIsMade() {
		this.application.withUserConfiguration(NamedClients.class)
			.run((context) -> assertThat(context.getType("ownName", false)).isEqualTo(First.class));
	}

	@Test
	void makesNoBeansWhenTheStarterIsOff() {
		this.application.withUserConfiguration(ScannedApplication.class)
			.withPropertyValues("nats.micro.enabled=false")
			.run((context) -> assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(ScannedClient.class)));
	}

	@Configuration(proxyBeanMethods = false)
	static class OperationsConfiguration {

		@Bean
		MicroOperations operations() {
			RecordingOperations operations = new RecordingOperations();
			operations.answer = 8;
			return operations;
		}

	}

	@MicroClient(name = "ownName")
	interface First {

		@MicroExchange("double-it")
		int twice(int n);

	}

	@MicroClient(name = "ownName")
	interface Second {

		int twice(int n);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMicroClients(clients = First.class)
	static class NamedClients {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMicroClients(clients = { First.class, Second.class })
	static class SameNames {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMicroClients(basePackages = { "io.github.polywire.natsmicro.client.scanned",
			"io.github.polywire.natsmicro.client.scanned" })
	static class NamedPackages {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMicroClients(basePackageClasses = ScannedClient.class)
	static class NamedPackageClasses {

	}

}
