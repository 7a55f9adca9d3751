package io.github.polywire.dxlstreaming.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.PayloadException;
import io.github.polywire.dxlstreaming.Records;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Requests and responses as JSON.
 */
class StreamCodecTests {

	private final StreamCodec codec = new StreamCodec(new JsonMapper());

	@Property(tries = 300)
	void anyBytesAreRecordsOrRefused(@ForAll byte[] body) {
		try {
			assertThat(this.codec.records(body)).isNotNull();
		}
		catch (WireFormatException ex) {
			assertThat(ex).hasMessageStartingWith("it ");
		}
	}

	@Property(tries = 300)
	void brokenAnswersAreRefused(@ForAll int cut) {
		byte[] whole = Records.of(1, 7, 8, 9).getBytes(StandardCharsets.UTF_8);
		byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length - 1));
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.codec.records(part));
	}

	@Property(tries = 300)
	void anyPayloadIsReadOrRefusedAlone(@ForAll String payload) {
		DxlRawRecord record = new DxlRawRecord("t", null, Map.of(), payload, 0, 0);
		try {
			assertThat(this.codec.decode(List.of(record), JsonNode.class)).hasSize(1);
		}
		catch (PayloadException ex) {
			assertThat(ex.getRecord()).isSameAs(record);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "{}", "{\"records\": 1}", "{\"records\": [1]}", "{\"records\": [{}]}",
			"{\"records\": [{\"routingData\": {\"topic\": \"t\"}, \"partition\": 1.5, \"offset\": 1}]}",
			"{\"records\": [{\"routingData\": {\"topic\": \"t\"}, \"partition\": 4294967296, \"offset\": 1}]}",
			"{\"records\": [{\"routingData\": {\"topic\": \"t\"}, \"partition\": 1, \"offset\": 99999999999999999999}]}" })
	void refusesWhatIsNotRecords(String body) {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.records(body.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void skipsWhatItDoesNotKnow() {
		String body = "{\"x\": {\"records\": []}, \"records\": [{\"y\": [1], \"routingData\": {\"topic\": \"t\", \"z\": {}},"
				+ " \"message\": {\"headers\": {\"n\": 5, \"o\": {}, \"p\": null}, \"payload\": null}, \"partition\": 0, \"offset\": 3}]}";
		assertThat(this.codec.records(body.getBytes(StandardCharsets.UTF_8))).singleElement().satisfies((record) -> {
			assertThat(record.headers()).containsExactly(Map.entry("n", "5"));
			assertThat(record.payload()).isNull();
			assertThat(record.offset()).isEqualTo(3);
			assertThatExceptionOfType(PayloadException.class).isThrownBy(record::decodedPayload);
		});
	}

	@Test
	void whatIsSentIsWhatIsReceived() {
		DxlMessage message = new DxlMessage("t", "k", Map.of("a", 1), Map.of("h", "v"));
		JsonNode request = new JsonMapper()
			.readTree(this.codec.produceRequest(List.of(message), List.of(message.headers())));
		JsonNode sent = request.get("records").get(0);
		DxlRawRecord record = new DxlRawRecord("t", "k", Map.of(), sent.at("/message/payload").asString(), 0, 0);
		assertThat(new String(record.decodedPayload(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
		assertThat(sent.at("/message/headers/h").asString()).isEqualTo("v");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"t\": 7}", "{\"t\": {\"lag\": 7}}", "[{\"topic\": \"t\", \"lag\": 7}]",
			"{\"topics\": [{\"topic\": \"t\", \"partitions\": [{\"lag\": 3}, {\"lag\": 4}]}]}" })
	void readsLag(String body) {
		assertThat(this.codec.lag(body.getBytes(StandardCharsets.UTF_8))).containsEntry("t", 7L);
	}

	@Test
	void consumerIdMayBeANumber() {
		assertThat(this.codec.consumerId("{\"consumerInstanceId\": 17}".getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("17");
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.consumerId("{\"consumerInstanceId\": null}".getBytes(StandardCharsets.UTF_8)));
	}

}
