package io.github.polywire.natsmicro.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroEndpointStats;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.NatsMicroException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DocumentCodecTests {

	private final DocumentCodec codec = new DocumentCodec();

	@ParameterizedTest
	@ValueSource(strings = { "python", "python-prefix" })
	void readsAndWritesEveryDocumentOfPythonByteForByte(String vectors) {
		checkRoundTrip(vectors, "PING", (bytes) -> this.codec.write(this.codec.readPing(bytes)));
		checkRoundTrip(vectors, "INFO", (bytes) -> this.codec.write(this.codec.readInfo(bytes)));
		checkRoundTrip(vectors, "STATS", (bytes) -> this.codec.write(this.codec.readStats(bytes)));
	}

	private static void checkRoundTrip(String vectors, String verb, Function<byte[], byte[]> roundTrip) {
		assertThat(Vectors.documents(vectors, verb)).hasSizeGreaterThanOrEqualTo(3)
			.allSatisfy((asked, document) -> assertThat(utf8(roundTrip.apply(bytes(document)))).isEqualTo(document));
	}

	@Test
	void readsTheDocumentsOfJnatsWhichLeavesFieldsOut() {
		Vectors.documents("jnats-2.26.2", "PING")
			.forEach((asked, document) -> assertThat(this.codec.readPing(bytes(document)).name()).isEqualTo("demo"));
		Vectors.documents("jnats-2.26.2", "INFO").forEach((asked, document) -> {
			MicroServiceInfo info = this.codec.readInfo(bytes(document));
			assertThat(info.endpoints()).extracting(MicroEndpointInfo::name).contains("echo", "e4");
			assertThat(info.description()).isEqualTo("Demo \u00e9 \"q\"");
		});
		Vectors.documents("jnats-2.26.2", "STATS").forEach((asked, document) -> {
			MicroServiceStats stats = this.codec.readStats(bytes(document));
			assertThat(stats.started()).isNotNull();
			assertThat(stats.endpoints()).allSatisfy((endpoint) -> {
				assertThat(endpoint.numRequests()).isNotNegative();
				assertThat(endpoint.lastError()).isNotNull();
				assertThat(endpoint.data().isObject()).isTrue();
			});
		});
	}

	@Test
	void writesEveryFieldAlsoWhenItIsEmpty() {
		assertThat(utf8(this.codec.write(new MicroServicePing("a", "1", "0.1.0", null)))).isEqualTo(
				"{\"name\":\"a\",\"id\":\"1\",\"version\":\"0.1.0\",\"metadata\":{},\"type\":\"io.nats.micro.v1.ping_response\"}");
		assertThat(utf8(this.codec.write(new MicroServiceInfo("a", "1", "0.1.0", null, null,
				List.of(new MicroEndpointInfo("e", "s", null, null))))))
			.isEqualTo("{\"name\":\"a\",\"id\":\"1\",\"version\":\"0.1.0\",\"description\":\"\",\"metadata\":{},"
					+ "\"endpoints\":[{\"name\":\"e\",\"subject\":\"s\",\"metadata\":{},\"queue_group\":\"\"}],"
					+ "\"type\":\"io.nats.micro.v1.info_response\"}");
		assertThat(utf8(this.codec.write(new MicroServiceStats("a", "1", "0.1.0", Instant.EPOCH,
				List.of(new MicroEndpointStats("e", "s", 0, 0, null, 0, 0, "q", null)), null))))
			.isEqualTo("{\"name\":\"a\",\"id\":\"1\",\"version\":\"0.1.0\",\"started\":\"1970-01-01T00:00:00Z\","
					+ "\"endpoints\":[{\"name\":\"e\",\"subject\":\"s\",\"num_requests\":0,\"num_errors\":0,\"last_error\":\"\","
					+ "\"processing_time\":0,\"average_processing_time\":0,\"queue_group\":\"q\",\"data\":{}}],"
					+ "\"metadata\":{},\"type\":\"io.nats.micro.v1.stats_response\"}");
	}

	@ParameterizedTest
	@CsvSource({ "2024-01-02T03:04:05Z, 2024-01-02T03:04:05Z", "2024-01-02T03:04:05.120Z, 2024-01-02T03:04:05.120000Z",
			"2024-01-02T03:04:05.123456789Z, 2024-01-02T03:04:05.123456Z",
			"2024-01-02T03:04:05.000000789Z, 2024-01-02T03:04:05Z" })
	void writesStartedWithNoneOrSixDigits(Instant started, String written) {
		String document = utf8(this.codec.write(new MicroServiceStats("a", "1", "0.1.0", started, null, null)));
		assertThat(document).contains("\"started\":\"" + written + "\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "\"2024-01-02T03:04:05+02:00\"|2024-01-02T01:04:05Z", "\"yesterday\"|", "5|",
			"{\"a\":[1]}|", "null|" })
	void readsStartedInAnyZoneAndForgivesOthers(String json, Instant expected) {
		MicroServiceStats stats = this.codec.readStats(bytes("{\"name\":\"a\",\"started\":" + json + ",\"id\":\"7\"}"));
		assertThat(stats.started()).isEqualTo(expected);
		assertThat(stats.id()).isEqualTo("7");
	}

	@Test
	void ignoresUnknownFieldsAndNulls() {
		MicroServiceInfo info = this.codec
			.readInfo(bytes("{\"name\":\"a\",\"new\":[{}],\"metadata\":null,\"endpoints\":"
					+ "[{\"name\":\"e\",\"subject\":\"s\",\"newer\":1,\"queue_group\":null}]}"));
		assertThat(info.metadata()).isEmpty();
		assertThat(info.endpoints()).containsExactly(new MicroEndpointInfo("e", "s", Map.of(), ""));
		assertThat(this.codec.readStats(bytes("{\"endpoints\":[{\"num_errors\":null,\"data\":[1]}]}"))
			.endpoints()
			.get(0)
			.data()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "[]", "7", "{", "{\"type\":\"io.nats.micro.v1.stats_response\"}", "{\"name\":{}}",
			"{\"metadata\":[1]}" })
	void refusesWhatIsNoPing(String document) {
		assertThatExceptionOfType(NatsMicroException.class).isThrownBy(() -> this.codec.readPing(bytes(document)))
			.withMessageContaining("io.nats.micro.v1.ping_response");
	}

	@Test
	void refusesDeeplyNestedDocuments() {
		String nested = "{\"a\":".repeat(100_000);
		assertThatExceptionOfType(NatsMicroException.class).isThrownBy(() -> this.codec.readPing(bytes(nested)));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String utf8(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
