package io.github.polywire.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BenchmarksMain}.
 */
class BenchmarksMainTests {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final BenchmarksMain main = new BenchmarksMain(new PrintStream(this.bytes, true, StandardCharsets.UTF_8));

	@Test
	void namesTheBenchmarksWhenTheNameIsUnknown() throws Exception {
		assertThat(this.main.run("rabbitbridge")).isEqualTo(BenchmarksMain.WRONG_USAGE);
		assertThat(output()).isEqualToIgnoringNewLines(
				"There is no benchmark 'rabbitbridge'; the names are: rabibridge, nats-micro, metricq, statsd, dxl-streaming");
	}

	@Test
	void namesTheBenchmarksWhenThereIsNoName() throws Exception {
		assertThat(this.main.run()).isEqualTo(BenchmarksMain.WRONG_USAGE);
		assertThat(output()).isEqualToIgnoringNewLines(
				"Say which benchmark to run; the names are: rabibridge, nats-micro, metricq, statsd, dxl-streaming");
	}

	@Test
	void saysWhatIsWrongWithAnOption() throws Exception {
		assertThat(this.main.run("rabibridge", "--seconds", "soon")).isEqualTo(BenchmarksMain.WRONG_USAGE);
		assertThat(output())
			.isEqualToIgnoringNewLines("The value of --seconds is 'soon' and must be above 0 and up to 3600");
	}

	@Test
	void answersOfAllContendersAreRight() throws Exception {
		assertThat(this.main.run("rabibridge", "--seconds", "0.1", "--in-flight", "8")).as(this::output)
			.isEqualTo(BenchmarksMain.SUCCESS);
		assertThat(output().lines().filter((line) -> line.startsWith("ratio "))).satisfiesExactly(
				(line) -> assertThat(line).matches("ratio throughput ours/amqp-client \\d+\\.\\d\\d"),
				(line) -> assertThat(line).matches("ratio throughput ours/amqp-client-batched-acks \\d+\\.\\d\\d"),
				(line) -> assertThat(line).matches("ratio throughput ours/async-rabbit-template \\d+\\.\\d\\d"),
				(line) -> assertThat(line).matches("ratio throughput ours/rabbit-template \\d+\\.\\d\\d"),
				(line) -> assertThat(line).matches("ratio sequential ours/amqp-client \\d+\\.\\d\\d"));
	}

	@Test
	void answersOverNatsAreRight() throws Exception {
		assertThat(this.main.run("nats-micro", "--seconds", "0.1")).as(this::output).isEqualTo(BenchmarksMain.SUCCESS);
		assertThat(output().lines().filter((line) -> line.startsWith("ratio "))).hasSize(13)
			.allMatch((line) -> line.matches("ratio [a-z0-9-]+ ours/jnats(-service|-batches)? \\d+\\.\\d\\d"));
	}

	@Test
	void losesNoLineOfTheConnectorUncounted() throws Exception {
		assertThat(this.main.run("statsd", "--seconds", "0.5")).as(this::output).isEqualTo(BenchmarksMain.SUCCESS);
		assertThat(output().lines().filter((line) -> line.startsWith("ratio "))).hasSize(3)
			.allMatch((line) -> line.matches("ratio [a-z0-9-]+ ours/micrometer \\d+\\.\\d\\d"));
	}

	@Test
	void pointsOfAllContendersCome() throws Exception {
		assertThat(this.main.run("metricq", "--seconds", "0.3")).as(this::output).isEqualTo(BenchmarksMain.SUCCESS);
		assertThat(output().lines().filter((line) -> line.startsWith("ratio "))).hasSize(17)
			.allMatch((line) -> line.matches(
					"ratio (chunk-size-10{0,3}(-observed)?|history-1000000) ours/amqp-client(-coalesced)? \\d+\\.\\d\\d"));
		assertThat(output()).contains("chunk-size-1000  ours ", "ns in send/point");
	}

	@Test
	void recordsOfTheDatabusAreRight() throws Exception {
		assertThat(this.main.run("dxl-streaming", "--seconds", "0.2")).as(this::output)
			.isEqualTo(BenchmarksMain.SUCCESS);
		assertThat(output().lines().filter((line) -> line.startsWith("ratio "))).satisfiesExactly(
				(line) -> assertThat(line).matches("ratio read-500 ours/http-client \\d+\\.\\d\\d"),
				(line) -> assertThat(line).matches("ratio latency ours/http-client \\d+\\.\\d\\d"));
	}

	private String output() {
		return this.bytes.toString(StandardCharsets.UTF_8);
	}

}
