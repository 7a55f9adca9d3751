package io.github.polywire.localbrokers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BrokerSource}: what happens where something is missing.
 */
class BrokerSourceTests {

	@Test
	void tellsThreeWaysToGetRabbitMqWhenThereIsNone() {
		assertThatExceptionOfType(LocalBrokerException.class)
			.isThrownBy(() -> new LocalRabbit.Builder(Machines.with(Map.of())).start())
			.withMessageContaining("polywire.rabbitmq.address")
			.withMessageContaining("POLYWIRE_RABBITMQ_ADDRESS")
			.withMessageContaining("start Docker")
			.withMessageContaining("apt-get install rabbitmq-server");
	}

	@Test
	void tellsThreeWaysToGetNatsWhenThereIsNone() {
		assertThatExceptionOfType(LocalBrokerException.class)
			.isThrownBy(() -> new LocalNats.Builder(Machines.with(Map.of())).start())
			.withMessageContaining("polywire.nats.url")
			.withMessageContaining("start Docker")
			.withMessageContaining("apt-get install nats-server");
	}

	@Test
	void doesNotTakeExistingBrokerWhenSomethingParticularIsAskedFor() {
		Machine machine = Machines.with(Map.of("polywire.rabbitmq.address", "127.0.0.1:1"));
		assertThatExceptionOfType(LocalBrokerException.class)
			.isThrownBy(() -> new LocalRabbit.Builder(machine).dedicated().start())
			.withMessageContaining("start Docker");
	}

	@Test
	void tellsWhenExistingBrokerDoesNotAnswer() {
		Machine machine = Machines.with(Map.of("polywire.rabbitmq.address", "127.0.0.1:1"));
		assertThatExceptionOfType(LocalBrokerException.class).isThrownBy(() -> new LocalRabbit.Builder(machine).start())
			.withMessageContaining("127.0.0.1:1")
			.withMessageContaining("refused");
	}

	@Test
	void tellsWhichPropertyIsWrong() {
		Machine rabbit = Machines.with(Map.of("polywire.rabbitmq.address", "not an address"));
		assertThatExceptionOfType(LocalBrokerException.class).isThrownBy(() -> new LocalRabbit.Builder(rabbit).start())
			.withMessageContaining("polywire.rabbitmq.address")
			.withMessageContaining("host:port");
		Machine nats = Machines.with(Map.of("polywire.nats.url", "nats://alice:s3 cret@host"));
		assertThatExceptionOfType(LocalBrokerException.class).isThrownBy(() -> new LocalNats.Builder(nats).start())
			.withMessageContaining("polywire.nats.url")
			.withMessageNotContaining("cret");
	}

	@Test
	void showsWhatAnotherProgramUnderThatNameSaid(@TempDir Path folder) throws Exception {
		executable(folder.resolve("nats-server"), "#!/bin/sh\necho I am something else\n");
		Machine machine = Machines.withFolders(folder, Path.of("/usr/bin"));
		assertThatExceptionOfType(LocalBrokerException.class)
			.isThrownBy(() -> new LocalNats.Builder(machine).dedicated().start())
			.withMessageContaining("I am something else");
	}

	private void executable(Path file, String content) throws Exception {
		Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
		Files.writeString(file, content);
	}

}
