package io.github.polywire.rabibridge.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalRabbit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client and server in JVMs of their own.
 */
@Timeout(120)
class SeparateJvmTests {

	private static final Log logger = LogFactory.getLog(SeparateJvmTests.class);

	private static final int CALLERS = 192;

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

	private final LocalRabbit rabbit = FaultBroker.get();

	@Test
	void aClientInAnotherJvmIsServed() throws Exception {
		try (Node server = Node.on(this.rabbit)
			.serve("work", (args, kwargs, context) -> args.get(0))
			.start()
			.awaitServing("work"); Peer client = new Peer("client")) {
			assertThat(client.awaitLine("sum ")).isEqualTo("sum 5050");
			assertThat(client.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(client.process().exitValue()).isZero();
		}
	}

	@Test
	void everyCallIsAnsweredWhenTheServersJvmIsKilledBesideAnother() throws Exception {
		try (Peer killed = new Peer("server");
				Peer staying = new Peer("server");
				Node client = Node.client(this.rabbit)) {
			killed.awaitLine("ready");
			staying.awaitLine("ready");
			Load load = new Load(client.template(), "work", CALLERS, CALL_TIMEOUT).start();
			load.awaitAnswers(CALLERS * 4);
			killed.process().destroyForcibly();
			assertThat(killed.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
			load.awaitAnswersAfterNow(CALLERS * 4);
			assertAllAnswered(load.stop(CALL_TIMEOUT), "SIGKILL");
		}
	}

	@Test
	void everyCallIsAnsweredWhenTheServersJvmIsTerminatedBesideAnother() throws Exception {
		try (Peer staying = new Peer("server"); Node client = Node.client(this.rabbit)) {
			staying.awaitLine("ready");
			Load load = new Load(client.template(), "work", CALLERS, CALL_TIMEOUT).start();
			for (int i = 0; i < 2; i++) {
				try (Peer leaving = new Peer("server")) {
					leaving.awaitLine("ready");
					load.awaitAnswersAfterNow(CALLERS * 4);
					leaving.process().destroy();
					assertThat(leaving.process().waitFor(25, TimeUnit.SECONDS)).isTrue();
				}
			}
			assertAllAnswered(load.stop(CALL_TIMEOUT), "SIGTERM");
			assertThat(client.template().lateReplyCount()).isZero();
		}
	}

	private static void assertAllAnswered(Outcomes outcomes, String signal) {
		logger.info(signal + " " + outcomes);
		assertThat(outcomes.unexpected()).isEmpty();
		assertThat(outcomes.failedCount()).isZero();
	}

	/**
	 * A JVM with {@link PeerMain}.
	 */
	private final class Peer implements AutoCloseable {

		private final Process process;

		private final BufferedReader output;

		private Peer(String role) throws IOException {
			LocalRabbit broker = SeparateJvmTests.this.rabbit;
			ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
					"-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", classPath(), PeerMain.class.getName(), role,
					broker.host(), String.valueOf(broker.port()), broker.username(), broker.password());
			this.process = builder.redirectErrorStream(true).start();
			this.output = this.process.inputReader();
		}

		private static String classPath() {
			return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		}

		private Process process() {
			return this.process;
		}

		private String awaitLine(String beginning) throws IOException {
			StringBuilder seen = new StringBuilder();
			String line = this.output.readLine();
			while (line != null && !line.startsWith(beginning)) {
				seen.append(line).append('\n');
				line = this.output.readLine();
			}
			assertThat(line).as(seen.toString()).isNotNull();
			Thread drain = new Thread(() -> this.output.lines().forEach((ignored) -> {
			}), "peer-output");
			drain.setDaemon(true);
			drain.start();
			return line;
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
		}

	}

}
