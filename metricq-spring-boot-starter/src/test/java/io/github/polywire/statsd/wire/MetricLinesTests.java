package io.github.polywire.statsd.wire;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

class MetricLinesTests {

	/** What the original sends although it breaks the line; and what is sent instead. */
	private static final Map<String, String> MADE_SAFE = Map.of("with space:colon|pipe:1|c\n",
			"with space_colon_pipe:1|c\n", "new\nline:1|c\n", "new_line:1|c\n", ":1|c\n", "null");

	private final MetricLines lines = new MetricLines("", true);

	@Test
	void writesWhatTheOriginalWrites() throws IOException {
		List<String> wrong = new ArrayList<>();
		int compared = 0;
		for (JsonNode vector : vectors()) {
			String expected = vector.get("bytes").asString();
			String prefix = vector.path("prefix").asString("");
			String bare = expected.substring(prefix.isEmpty() ? 0 : prefix.length() + 1);
			if (MADE_SAFE.containsKey(bare)) {
				expected = bare.equals(":1|c\n") ? "null" : expected.replace(bare, MADE_SAFE.get(bare));
			}
			String actual = encode(new MetricLines(prefix, true), vector, bare);
			compared++;
			if (!expected.equals(actual)) {
				wrong.add(vector + " -> " + actual);
			}
		}
		assertThat(wrong).isEmpty();
		assertThat(compared).isGreaterThan(30);
	}

	private static List<JsonNode> vectors() throws IOException {
		List<JsonNode> vectors = new ArrayList<>();
		try (InputStream input = new ClassPathResource("vectors/statsd-python-lines.json").getInputStream()) {
			JsonMapper.builder().build().readTree(input).forEach((vector) -> {
				// Datagrams have no newline at the end; constructors have no bytes.
				if (vector.has("bytes") && !"udp".equals(vector.path("proto").asString(""))) {
					vectors.add(vector);
				}
			});
		}
		return vectors;
	}

	private static String encode(MetricLines lines, JsonNode vector, String bare) {
		List<String> arguments = new ArrayList<>();
		Matcher matcher = Pattern.compile("'([^']*)'|datetime\\.timedelta\\([^)]*\\)|[-+0-9.e]+")
			.matcher(vector.get("args").asString());
		while (matcher.find()) {
			arguments.add((matcher.group(1) != null) ? matcher.group(1).replace("\\n", "\n") : matcher.group());
		}
		String path = arguments.get(0);
		boolean delta = vector.path("kw").path("delta").asBoolean(false);
		return switch (vector.get("call").asString()) {
			case "incr" -> text(lines.counter(path, (arguments.size() > 1) ? Long.parseLong(arguments.get(1)) : 1));
			case "decr" -> text(lines.counter(path, (arguments.size() > 1) ? -Long.parseLong(arguments.get(1)) : -1));
			case "gauge" -> delta ? text(lines.gaugeDelta(path, Double.parseDouble(arguments.get(1))))
					: lastLine(text(lines.gauge(path, Double.parseDouble(arguments.get(1)))));
			case "timing" -> text(lines.timing(path, duration(arguments.get(1))));
			default -> text(lines.any(path, arguments.get(1), arguments.get(2)));
		};
	}

	private static Duration duration(String argument) {
		if (argument.startsWith("datetime")) {
			return Duration.ofNanos(1000 * Long.parseLong(argument.replaceAll("\\D", "")));
		}
		return Duration.ofNanos(new BigDecimal(argument).movePointRight(9).longValueExact());
	}

	private static String lastLine(String text) {
		return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
	}

	private static String text(byte[] line) {
		return (line != null) ? new String(line, StandardCharsets.UTF_8) : "null";
	}

	@Test
	void setsANegativeGaugeByAZeroBeforeIt() {
		assertThat(text(this.lines.gauge("g", -1.5))).isEqualTo("gauges.g:0|g\ngauges.g:-1.5|g\n");
		assertThat(text(this.lines.gauge("g", -0.0))).isEqualTo("gauges.g:0|g\n");
	}

	@Test
	void writesNumbersWithoutExponents() {
		assertThat(text(this.lines.gauge("g", 1e20))).isEqualTo("gauges.g:100000000000000000000|g\n");
		assertThat(text(this.lines.gauge("g", 1.5e-7))).isEqualTo("gauges.g:0.00000015|g\n");
		assertThat(text(this.lines.gaugeDelta("g", 1e-5))).isEqualTo("gauges.g:+0.00001|g\n");
		assertThat(text(this.lines.counter("c", Long.MIN_VALUE))).isEqualTo("counters.c:-9223372036854775808|c\n");
		assertThat(text(this.lines.timing("t", Duration.ofNanos(1)))).isEqualTo("timers.t:0.000001|ms\n");
		assertThat(text(this.lines.timing("t", Duration.ofNanos(1_050_000)))).isEqualTo("timers.t:1.05|ms\n");
	}

	@Test
	void refusesWhatIsNotAMetric() {
		assertThat(this.lines.gauge("g", Double.NaN)).isNull();
		assertThat(this.lines.gaugeDelta("g", Double.NEGATIVE_INFINITY)).isNull();
		assertThat(this.lines.counter("", 1)).isNull();
		assertThat(this.lines.timing("t", Duration.ofNanos(-1))).isNull();
		assertThat(this.lines.timing("t", Duration.ofSeconds(Long.MAX_VALUE))).isNull();
		assertThat(this.lines.any("a", "", "c")).isNull();
		assertThat(this.lines.any("a", "1", "c\nb:1|c")).isNull();
		assertThat(this.lines.any("a", "1", "c:2|c")).isNull();
		assertThat(this.lines.any("a".repeat(MetricLines.MAX_LINE_BYTES), "1", "c")).isNull();
		assertThat(this.lines.any("é".repeat(MetricLines.MAX_LINE_BYTES / 2), "1", "c")).isNull();
		assertThat(this.lines.complete("")).isNull();
		assertThat(this.lines.complete("\n")).isNull();
		assertThat(this.lines.complete("a".repeat(MetricLines.MAX_LINE_BYTES))).isNull();
	}

	@Test
	void takesSampleRates() {
		assertThat(text(this.lines.any("a", "1", "c|@0.1"))).isEqualTo("a:1|c|@0.1\n");
	}

	@Test
	void makesTextSafe() {
		MetricLines prefixed = new MetricLines("app:é|\r", false);
		assertThat(text(prefixed.counter("a\u0000b\u0085c\u2028d\uD800e", 1))).isEqualTo("app_é__.a_b_c_d_e:1|c\n");
		assertThat(text(prefixed.any("s", "user:1|c\nx", "s"))).isEqualTo("app_é__.s:user_1_c_x|s\n");
		assertThat(text(prefixed.complete("a:1|c|#k:v,l:\nw\n"))).isEqualTo("a:1|c|#k:v,l:_w\n");
	}

	@Property(tries = 500)
	void neverHasTwoMetricsInALine(@ForAll String path, @ForAll String value, @ForAll long amount) {
		assertSingle(this.lines.counter(path, amount));
		assertSingle(this.lines.any(path, value, "c"));
	}

	@Property(tries = 500)
	void keepsACompleteLineWhole(@ForAll String line) {
		byte[] bytes = this.lines.complete(line);
		if (bytes != null) {
			String text = text(bytes);
			assertThat(text).endsWith("\n");
			assertThat(text.substring(0, text.length() - 1)).doesNotContainPattern("\\p{Cntrl}|\u2028|\u2029");
		}
	}

	private static void assertSingle(byte[] bytes) {
		if (bytes != null) {
			assertThat(text(bytes)).matches("[^:|\\p{Cntrl}]+:[^:|\\p{Cntrl}]+\\|[a-z]+\n");
		}
	}

}
