package io.github.polywire.showcase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The showcase's jar, run in a JVM of its own.
 */
final class ShowcaseProcess implements AutoCloseable {

	/** The exit code of a JVM that was asked to end. */
	static final int TERMINATED = 128 + 15;

	private static final Pattern URL = Pattern.compile("The showcase is up at (\\S+)");

	private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

	private final Process process;

	private final Path output;

	private ShowcaseProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	static ShowcaseProcess start(String jvmArgument, String... arguments) throws IOException {
		Path output = Files.createTempFile("showcase", ".log");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), jvmArgument, "-jar",
						System.getProperty("showcase.jar"), "--server.port=0"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		ShowcaseProcess showcase = new ShowcaseProcess(process, output);
		try {
			Awaitility.await().atMost(START_TIMEOUT).until(() -> showcase.matcher().find() || !process.isAlive());
			assertThat(process.isAlive()).as(showcase.output()).isTrue();
			return showcase;
		}
		catch (RuntimeException | Error ex) {
			showcase.close();
			throw ex;
		}
	}

	String url() throws IOException {
		Matcher matcher = matcher();
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private Matcher matcher() throws IOException {
		return URL.matcher(output());
	}

	String output() throws IOException {
		return Files.readString(this.output);
	}

	int stop() throws InterruptedException {
		this.process.destroy();
		assertThat(this.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
		Files.delete(this.output);
	}

}
