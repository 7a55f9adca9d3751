package io.github.polywire.localbrokers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that brokers end with the JVM that started them, however it ends.
 */
@EnabledOnOs(OS.LINUX)
class OrphanedBrokerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@TempDir
	private Path folder;

	private Process jvm;

	@AfterEach
	void killJvm() {
		this.jvm.destroyForcibly();
	}

	@Test
	void leavesNothingWhenJvmIsKilled() throws Exception {
		startJvm();
		assertThat(readLine()).isEqualTo("ready");
		assertThat(processes()).anyMatch((process) -> process.contains("beam.smp"))
			.anyMatch((process) -> process.contains("epmd"))
			.anyMatch((process) -> process.contains("nats-server"));
		this.jvm.destroyForcibly().waitFor();
		awaitNothingLeft();
	}

	@Test
	void leavesNothingWhenJvmIsKilledDuringStart() throws Exception {
		startJvm();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> processes().stream().anyMatch((process) -> process.contains("beam.smp")));
		this.jvm.destroyForcibly().waitFor();
		awaitNothingLeft();
	}

	@Test
	void leavesNothingWhenJvmEndsWithoutClosing() throws Exception {
		startJvm();
		assertThat(readLine()).isEqualTo("ready");
		this.jvm.getOutputStream().close();
		assertThat(this.jvm.waitFor()).isZero();
		awaitNothingLeft();
	}

	private void startJvm() throws IOException {
		// Every broker's folder is a temporary one, so here they all have the same
		// parent.
		this.jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djava.io.tmpdir=" + this.folder, "-cp", System.getProperty("java.class.path"),
				BrokersMain.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	private String readLine() throws IOException {
		BufferedReader reader = this.jvm.inputReader();
		return reader.readLine();
	}

	private void awaitNothingLeft() {
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat(processes()).isEmpty();
			assertThat(this.folder).isEmptyDirectory();
		});
	}

	/**
	 * Returns the command lines of the living processes whose command line or environment
	 * mentions the folder.
	 */
	private List<String> processes() throws IOException {
		try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
			return processes.filter((process) -> process.getFileName().toString().matches("\\d+"))
				.filter((process) -> !process.getFileName().toString().equals(String.valueOf(this.jvm.pid())))
				.filter((process) -> (read(process, "cmdline") + read(process, "environ"))
					.contains(this.folder.toString()))
				.map((process) -> read(process, "cmdline").replace('\0', ' '))
				.toList();
		}
	}

	private static String read(Path process, String name) {
		try {
			return Files.readString(process.resolve(name), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
