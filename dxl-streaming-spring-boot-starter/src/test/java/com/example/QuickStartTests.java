package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application of the README's quick start.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuickStartTests {

	@Test
	void readmeShowsThisApplication() throws IOException {
		String source = Files.readString(Path.of("src/test/java/com/example/DemoApplication.java"));
		assertThat(Files.readString(Path.of("README.md"))).contains(source);
	}

	@Test
	void sendsAndReceives(CapturedOutput output) {
		try (DxlStreamTestServer server = DxlStreamTestServer.start()) {
			// The databus of the integration tests brings a web server.
			String[] args = Stream
				.concat(Stream.of("spring.main.web-application-type=none"), Stream.of(server.properties()))
				.map((it) -> "--" + it)
				.toArray(String[]::new);
			try (ConfigurableApplicationContext context = SpringApplication.run(DemoApplication.class, args)) {
				assertThat(context.isRunning()).isTrue();
				Awaitility.await()
					.until(() -> output.toString().contains("Tenant T1: CaseEvent[id=case-1, change=opened]"));
			}
			assertThat(server.committed("soc", "case-mgmt-events")).isOne();
		}
	}

}
