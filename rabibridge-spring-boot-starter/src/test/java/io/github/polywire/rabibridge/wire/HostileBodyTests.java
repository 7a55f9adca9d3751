package io.github.polywire.rabibridge.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Bodies made to exhaust the memory or the stack of who decodes them. Each is refused
 * with a sentence, and what its decoding allocates is bounded.
 */
class HostileBodyTests {

	private static final int KILO = 1024;

	private static final int MEGA = 1024 * KILO;

	/**
	 * What an exception, its stack trace and the rest may take. Enough for classes that
	 * are loaded on the way.
	 */
	private static final int SMALL = MEGA;

	private static final int MAX_BODY_SIZE = 16 * MEGA;

	/**
	 * What the largest body may take, together with what becomes garbage at once: the
	 * content decompressed, and the bytes that strings are made of.
	 */
	private static final long MAX_GROWTH = 20L * MAX_BODY_SIZE;

	private final BodyCodec msgpack = new BodyCodec(Vectors.msgpack(), 1024, MAX_BODY_SIZE);

	private final BodyCodec json = new BodyCodec(new JsonPayloadSerializer(JsonMapper.builder().build()), 1024,
			MAX_BODY_SIZE);

	/**
	 * What it takes to load classes and native code is not what a body takes.
	 */
	@BeforeAll
	static void loadLibraries() {
		BodyCodec codec = new BodyCodec(Vectors.msgpack(), 1024, MAX_BODY_SIZE);
		codec.decodeReply(codec.encodeReply(new ReplyMessage(ReplyMessage.OK, "x".repeat(4096))));
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> codec.decodeReply(new byte[0]))
			.satisfies((ex) -> assertThat(ex.getMessage()).isNotBlank().hasSizeLessThan(200).doesNotContain("()"));
	}

	@Test
	void frameThatClaimsAGigabyteIsRefused() {
		// Single segment, content size of eight bytes.
		byte[] body = ByteBuffer.allocate(32)
			.put(Vectors.bytes("28b52ffde0"))
			.order(ByteOrder.LITTLE_ENDIAN)
			.putLong(1L << 30)
			.array();
		assertRefused(this.msgpack, body, SMALL,
				"A body of 1073741824 bytes is larger than the 16777216 bytes that are allowed");
	}

	@Test
	void frameThatClaimsMoreThanALongHoldsIsRefused() {
		assertRefused(this.msgpack, Vectors.bytes("28b52ffde0 ffffffffffffffff 01000000"), SMALL,
				"The body's zstd frame does not tell its content size");
	}

	@Test
	void frameThatClaimsMoreThanItHoldsIsRefusedBeforeMemoryIsTakenForIt() {
		assertRefused(this.msgpack, Vectors.bytes("28b52ffda0 00000001 01"), SMALL,
				"The body is not a valid zstd frame");
	}

	@Test
	void frameWhoseBlocksHoldLessThanItClaimsIsRefused() {
		// Sixteen megabytes claimed, one last block of one byte.
		assertRefused(this.msgpack, Vectors.bytes("28b52ffda0 00000001 090000 c0"), MAX_BODY_SIZE + SMALL,
				"The body is not a valid zstd frame");
	}

	@Test
	void frameWhoseBlocksHoldMoreThanItClaimsIsRefused() {
		byte[] body = Zstd.compress(new byte[100_000], 3);
		byte[] lying = Arrays.copyOf(body, body.length);
		int sizeOffset = 5;
		lying[sizeOffset] = 1;
		assertRefused(this.msgpack, lying, SMALL, "The body is not a valid zstd frame");
	}

	@Test
	void bodyThatDecompressesToOneByteMoreThanAllowedIsRefused() {
		BodyCodec codec = new BodyCodec(Vectors.msgpack(), 1024, 4096);
		byte[] allowed = Vectors.msgpack().serialize(List.of(List.of("x".repeat(4096 - 6)), Map.of()));
		byte[] tooLarge = Vectors.msgpack().serialize(List.of(List.of("x".repeat(4096 - 5)), Map.of()));
		assertThat(allowed).hasSize(4096);

		assertThat(codec.decodeCall(Zstd.compress(allowed, 3)).args()).hasSize(1);
		assertRefused(codec, Zstd.compress(tooLarge, 3), SMALL,
				"A body of 4097 bytes is larger than the 4096 bytes that are allowed");
	}

	@Test
	void bodyLargerThanAllowedIsRefused() {
		assertRefused(this.msgpack, new byte[MAX_BODY_SIZE + 1], SMALL,
				"A body of 16777217 bytes is larger than the 16777216 bytes that are allowed");
	}

	@Test
	void valueThatMakesABodyLargerThanAllowedIsNotSent() {
		BodyCodec codec = new BodyCodec(Vectors.msgpack(), 1024, 4096);
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> codec.encodeReply(new ReplyMessage(ReplyMessage.OK, new byte[4096])))
			.withMessage("A body of 4101 bytes is larger than the 4096 bytes that are allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "90", "80", "c400", "a161", "81a06190", "cc80", "d40000", "8001" })
	void bodyOfManySmallValuesTakesABoundedMultipleOfItsSize(String unit) {
		byte[] element = Vectors.bytes(unit);
		int count = (MAX_BODY_SIZE - 8) / element.length;
		ByteBuffer content = ByteBuffer.allocate(MAX_BODY_SIZE).put((byte) 0x92).put((byte) 0xdd).putInt(count);
		for (int i = 0; i < count; i++) {
			content.put(element);
		}
		byte[] body = Zstd.compress(content.array(), 1);
		assertThat(body).hasSizeLessThan(8 * KILO);

		assertRefusedBy(() -> this.msgpack.decodeReply(body), MAX_GROWTH, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[],", "{},", "{\"\":0},", "\"\",", "128,", "0.5," })
	void jsonBodyOfManySmallValuesTakesABoundedMultipleOfItsSize(String unit) {
		byte[] content = ("[" + unit.repeat((MAX_BODY_SIZE - 8) / unit.length())).getBytes(StandardCharsets.UTF_8);

		byte[] body = Zstd.compress(content, 1);

		assertRefusedBy(() -> this.json.decodeReply(body), MAX_GROWTH, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "91", "81a0", "81a161", "dc0001", "dd00000001", "df00000001a0" })
	void deepNestingIsRefused(String opening) {
		assertRefused(this.msgpack, repeat(Vectors.bytes(opening), 200_000), 2 * MEGA,
				"The body is nested more than 1000 deep");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{\"a\":", "[[{\"\":" })
	void deepNestingInJsonIsRefused(String opening) {
		byte[] body = opening.repeat(200_000).getBytes(StandardCharsets.UTF_8);
		assertRefused(this.json, body, 2 * MEGA, "The body is nested more than 1000 deep");
	}

	@Test
	void nestingThatIsAllowedIsDecodedAndEncoded() {
		byte[] body = concat(repeat(Vectors.bytes("91"), 999), Vectors.bytes("90"));
		Object value = Vectors.msgpack().deserialize(body);
		assertThat(Vectors.msgpack().serialize(value)).isEqualTo(body);
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> Vectors.msgpack().serialize(List.of(value)))
			.withMessage("The value is nested more than 1000 deep");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ddffffffff", "dd7fffffff", "dd00ffffff 90", "dfffffffff", "df7fffffff", "df3fffffff a0",
			"dbffffffff", "db7fffffff 61", "c6ffffffff", "c67fffffff 00", "c9ffffffff 05", "c97fffffff 05 00",
			"c97fffffff ff 00", "dcffff", "deffff", "daffff", "c5ffff", "c8ffff 05", "81c6ffffffff", "81db7fffffff" })
	void headerThatClaimsMoreThanThereIsIsRefused(String hex) {
		assertRefused(this.msgpack, Vectors.bytes("92" + hex), SMALL);
	}

	@ParameterizedTest
	@MethodSource("truncated")
	void bodyThatEndsTooEarlyIsRefused(String hex) {
		assertRefused(this.msgpack, Vectors.bytes(hex), SMALL);
	}

	static Stream<String> truncated() {
		String body = "9291ca3f800000cf0000000100000000d6ff6592008081a16bc403000102";
		return Stream.iterate(0, (i) -> i + 2).limit(body.length() / 2).map((i) -> body.substring(0, i));
	}

	@ParameterizedTest
	@ValueSource(strings = { "c1", "92 90 80 c0", "929080 00", "92 91 c1 80" })
	void bytesThatAreNotOneValueAreRefused(String hex) {
		assertRefused(this.msgpack, Vectors.bytes(hex), SMALL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "c70cff 3b9aca00 0000000000000000", "c70cff ffffffff 0000000000000000",
			"c70cff 00000000 7fffffffffffffff", "c70cff 00000000 8000000000000000", "d7ff ffffffff 00000000" })
	void timestampOutOfRangeIsRefused(String hex) {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.msgpack.decodeReply(Vectors.bytes("9200" + hex)))
			.withMessageMatching("A timestamp of -?\\d+ seconds and \\d+ nanoseconds is out of range");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "d4ff 00", "d5ff 0000", "c700ff", "c703ff 000000", "d8ff 00000000000000000000000000000000" })
	void timestampOfAnotherSizeIsRefused(String hex) {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.msgpack.decodeReply(Vectors.bytes("9200" + hex)))
			.withMessageMatching("A timestamp has 4, 8 or 12 bytes, not \\d+");
	}

	@Test
	void numberOfAMillionDigitsIsRefused() {
		byte[] body = ("[0, " + "9".repeat(MEGA) + "]").getBytes(StandardCharsets.UTF_8);
		assertRefused(this.json, body, 4 * MEGA,
				"The body goes beyond what is allowed in JSON: 1000 digits in a number, 50000 characters in a key");
		assertRefused(this.json, ("[0, 0." + "9".repeat(MEGA) + "]").getBytes(StandardCharsets.UTF_8), 4 * MEGA,
				"The body goes beyond what is allowed in JSON: 1000 digits in a number, 50000 characters in a key");
	}

	@Test
	void numberWithAHugeExponentIsInfiniteAsInPython() {
		Allocations.assertBelow(SMALL, () -> {
			assertThat(decodeJsonReply("[0, 1e999999999]")).isEqualTo(Double.POSITIVE_INFINITY);
			assertThat(decodeJsonReply("[0, -1e999999999]")).isEqualTo(Double.NEGATIVE_INFINITY);
			assertThat(decodeJsonReply("[0, 1e-999999999]")).isEqualTo(0.0);
		});
	}

	@Test
	void exponentInTextBoundLenientlyTakesNoMemory() {
		ValueConverter lenient = new ValueConverter(JsonMapper.builder().build(), true);
		Consumer<Class<?>> refused = (type) -> assertThatExceptionOfType(BindingException.class)
			.isThrownBy(() -> lenient.bind("1e999999999", type));
		Allocations.assertBelow(SMALL, () -> {
			refused.accept(int.class);
			refused.accept(BigInteger.class);
			refused.accept(BigDecimal.class);
		});
	}

	@Test
	void lastOfDuplicateKeysCountsAsInPython() {
		assertThat(this.msgpack.decodeCall(Vectors.bytes("929082a16101a16102")).kwargs()).isEqualTo(Map.of("a", 2));
		assertThat(decodeJsonReply("[0, {\"a\": 1, \"a\": 2}]")).isEqualTo(Map.of("a", 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[", "[0", "[0,", "[0, 1", "[0, 1]]", "[0, 1] 2", "[0, 1],", "[0 1]", "[0, \"a]",
			"[0, {\"a\"}]", "[0, {\"a\": }]", "[0, {a: 1}]", "[0, 'a']", "[0, 01]", "[0, /**/ 1]", "[0, \"\\x\"]",
			"nul", "[0, \"\t\"]", "{\"a\": 1}", "0", "null" })
	void jsonThatIsNotOneReplyIsRefused(String body) {
		assertRefused(this.json, body.getBytes(StandardCharsets.UTF_8), SMALL);
	}

	@Test
	void jsonThatIsNotUtf8IsRefused() {
		assertRefused(this.json, Vectors.bytes("5b302c22ff225d"), SMALL);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1_000, 10_000, 100_000 })
	void honestDataThatGrowsIsDecoded(int rows) {
		for (String row : List.of("82a17801a17902", "81a16101", "a161", "93c3cc80c0",
				"82a26964cd1000a46e616d65a3426f62")) {
			byte[] body = concat(ByteBuffer.allocate(6).put(Vectors.bytes("92dd")).putInt(rows).array(),
					repeat(Vectors.bytes(row), rows), Vectors.bytes("80"));
			assertThat(this.msgpack.decodeCall(body).args()).hasSize(rows);
		}
	}

	@Test
	void keysOfRowsAreShared() {
		byte[] body = concat(Vectors.bytes("92dc0400"), repeat(Vectors.bytes("82a17801a17902"), 1024),
				Vectors.bytes("80"));
		List<?> rows = this.msgpack.decodeCall(body).args();
		Object first = ((Map<?, ?>) rows.get(0)).keySet().iterator().next();
		Object last = ((Map<?, ?>) rows.get(1023)).keySet().iterator().next();
		assertThat(last).isEqualTo("x").isSameAs(first);
	}

	private Object decodeJsonReply(String body) {
		return this.json.decodeReply(body.getBytes(StandardCharsets.UTF_8)).value();
	}

	private static void assertRefused(BodyCodec codec, byte[] body, long maxAllocated, String message) {
		assertRefusedBy(() -> codec.decodeCall(body), maxAllocated, message);
		assertRefusedBy(() -> codec.decodeReply(body), maxAllocated, message);
	}

	private static void assertRefused(BodyCodec codec, byte[] body, long maxAllocated) {
		assertRefused(codec, body, maxAllocated, null);
	}

	private static void assertRefusedBy(Runnable decoding, long maxAllocated, String message) {
		Allocations.assertBelow(maxAllocated,
				() -> assertThatExceptionOfType(WireFormatException.class).isThrownBy(decoding::run)
					.satisfies((ex) -> assertThat(ex.getMessage()).isNotBlank()
						.hasSizeLessThan(200)
						.doesNotContain("polywire", "jackson", "Exception", "()", "\n"))
					.satisfies((ex) -> {
						if (message != null) {
							assertThat(ex.getMessage()).isEqualTo(message);
						}
					}));
	}

	private static byte[] repeat(byte[] bytes, int times) {
		ByteArrayOutputStream output = new ByteArrayOutputStream(bytes.length * times);
		for (int i = 0; i < times; i++) {
			output.writeBytes(bytes);
		}
		return output.toByteArray();
	}

	private static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			output.writeBytes(part);
		}
		return output.toByteArray();
	}

}
