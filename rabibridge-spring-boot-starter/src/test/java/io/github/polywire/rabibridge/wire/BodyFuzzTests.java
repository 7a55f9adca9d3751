package io.github.polywire.rabibridge.wire;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of encoding and decoding that hold for any value and any bytes.
 */
class BodyFuzzTests {

	private static final int TRIES = 1000;

	private static final int MEGA = 1024 * 1024;

	private static final List<Double> DOUBLES = List.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY,
			-0.0, 1.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e16, 0.1);

	private final ValueConverter strict = new ValueConverter(JsonMapper.builder().build(), false);

	private final ValueConverter lenient = new ValueConverter(JsonMapper.builder().build(), true);

	private final BodyCodec msgpack = new BodyCodec(Vectors.msgpack(), 64, 4 * MEGA);

	private final BodyCodec pickle = new BodyCodec(Vectors.pickle(), 64, 4 * MEGA);

	private final BodyCodec json = new BodyCodec(new JsonPayloadSerializer(JsonMapper.builder().build()), 64, 4 * MEGA);

	@Property(tries = TRIES)
	void msgpackGivesBackWhatItWasGiven(@ForAll("values") Object value) {
		assertRoundTrip(this.msgpack, value);
	}

	@Property(tries = TRIES)
	void pickleGivesBackWhatItWasGiven(@ForAll("pickleValues") Object value) {
		assertRoundTrip(this.pickle, value);
	}

	@Property(tries = TRIES)
	void jsonGivesBackWhatItWasGiven(@ForAll("jsonValues") Object value) {
		assertRoundTrip(this.json, value);
	}

	@Property(tries = TRIES)
	void msgpackFormIsTheOnlyOne(@ForAll("values") Object value) {
		byte[] body = this.msgpack.encodeReply(new ReplyMessage(ReplyMessage.OK, value));
		assertThat(this.msgpack.encodeReply(this.msgpack.decodeReply(body))).isEqualTo(body);
	}

	@Property(tries = 5000, shrinking = ShrinkingMode.BOUNDED)
	void randomBytesAreDecodedOrRefused(@ForAll("bytes") byte[] body) {
		decodesOrRefuses(this.msgpack, body);
		decodesOrRefuses(this.json, body);
		decodesOrRefuses(this.pickle, body);
	}

	@Property(tries = 5000, shrinking = ShrinkingMode.BOUNDED)
	void opcodesOfPicklesInAnyOrderAreDecodedOrRefused(@ForAll("opcodes") byte[] opcodes) {
		decodesOrRefuses(this.pickle, concat(Vectors.bytes("8004 5d4b00"), opcodes));
		decodesOrRefuses(this.pickle, concat(Vectors.bytes("8005 5d284b00"), concat(opcodes, Vectors.bytes("652e"))));
	}

	@Property(tries = 2000)
	void randomBytesAfterAPlausibleHeadAreDecodedOrRefused(@ForAll("heads") byte[] head, @ForAll("bytes") byte[] tail) {
		byte[] body = concat(head, tail);
		decodesOrRefuses(this.msgpack, body);
		decodesOrRefuses(this.msgpack, Zstd.compress(body, 3));
	}

	@Property(tries = 2000)
	void textThatLooksLikeJsonIsDecodedOrRefused(@ForAll("jsonLike") String text) {
		decodesOrRefuses(this.json, ("[0," + text).getBytes(StandardCharsets.UTF_8));
	}

	@Property(tries = TRIES)
	void truncatedBodyIsRefused(@ForAll("values") Object value, @ForAll("fraction") double fraction) {
		byte[] body = this.msgpack.encodeReply(new ReplyMessage(ReplyMessage.OK, value));
		byte[] truncated = Arrays.copyOf(body, (int) (body.length * fraction));
		assertThat(decodesOrRefuses(this.msgpack, truncated)).isFalse();
		byte[] text = this.json.encodeReply(new ReplyMessage(ReplyMessage.OK, String.valueOf(value)));
		assertThat(decodesOrRefuses(this.json, Arrays.copyOf(text, (int) (text.length * fraction)))).isFalse();
		byte[] pickled = this.pickle.encodeReply(new ReplyMessage(ReplyMessage.OK, String.valueOf(value)));
		assertThat(decodesOrRefuses(this.pickle, Arrays.copyOf(pickled, (int) (pickled.length * fraction)))).isFalse();
	}

	@Property(tries = 2000)
	void bodyWithOneByteChangedIsDecodedOrRefused(@ForAll("values") Object value, @ForAll("fraction") double place,
			@ForAll byte change) {
		byte[] body = this.msgpack.encodeReply(new ReplyMessage(ReplyMessage.OK, value));
		body[(int) (body.length * place)] ^= change;
		decodesOrRefuses(this.msgpack, body);
		byte[] text = this.json.encodeReply(new ReplyMessage(ReplyMessage.OK, String.valueOf(value)));
		text[(int) (text.length * place)] ^= change;
		decodesOrRefuses(this.json, text);
		byte[] pickled = this.pickle.encodeReply(new ReplyMessage(ReplyMessage.OK, String.valueOf(value)));
		pickled[(int) (pickled.length * place)] ^= change;
		decodesOrRefuses(this.pickle, pickled);
	}

	@Property(tries = TRIES)
	void anyValueBindsToObjectAndIsAWireValue(@ForAll("values") Object value) {
		assertThat(this.strict.bind(value, Object.class)).isSameAs(value);
		assertThat(Vectors.comparable(this.strict.toWireValue(value))).isEqualTo(Vectors.comparable(value));
	}

	@Property(tries = TRIES)
	void anyValueBindsToATypeOrIsRefused(@ForAll("values") Object value, @ForAll("types") Class<?> type,
			@ForAll boolean lenient) {
		ValueConverter converter = lenient ? this.lenient : this.strict;
		try {
			Object bound = converter.bind(value, type);
			assertThat((bound == null) || type.isInstance(bound)).isTrue();
		}
		catch (BindingException ex) {
			assertThat(ex.getMessage()).startsWith("expected ").doesNotContain("polywire", "java.", "jackson");
		}
	}

	@Provide
	Arbitrary<Object> values() {
		return Arbitraries.randomValue((random) -> new RandomValues(random, 13).list(0));
	}

	@Provide
	Arbitrary<Object> jsonValues() {
		return Arbitraries.randomValue((random) -> new RandomValues(random, 10).list(0));
	}

	@Provide
	Arbitrary<Object> pickleValues() {
		return Arbitraries.randomValue((random) -> new RandomValues(random, 11).list(0));
	}

	@Provide
	Arbitrary<byte[]> opcodes() {
		return Arbitraries
			.of("28", "4e", "88", "4b07", "4d0102", "4affffffff", "8a01ff", "8a00", "47 3ff0000000000000", "8c0161",
					"8c00", "430161", "29", "85", "86", "87", "74", "5d", "61", "65", "7d", "73", "75", "94", "7100",
					"7101", "6800", "6801", "6802", "950000000000000000", "2e", "63610a620a", "52", "30", "90")
			.map(Vectors::bytes)
			.list()
			.ofMaxSize(40)
			.map((parts) -> parts.stream().reduce(new byte[0], BodyFuzzTests::concat));
	}

	@Provide
	Arbitrary<byte[]> bytes() {
		return Arbitraries.bytes().array(byte[].class).ofMaxSize(64);
	}

	@Provide
	Arbitrary<byte[]> heads() {
		return Arbitraries
			.of("9200", "9290", "920091", "920081a161", "9200dd", "9200df", "9200c7", "9200d7ff", "9200c70cff",
					"9200c6", "9200db", "28b52ffd20", "28b52ffd60", "28b52ffda0", "28b52ffde0", "28b52ffd64be0a")
			.map(Vectors::bytes);
	}

	@Provide
	Arbitrary<String> jsonLike() {
		return Arbitraries
			.of("[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "d800", "-", "0", "1", "9", "e", "E+", ".", "NaN",
					"Infinity", "true", "null", " ", "\n", "\u0000", "\u00e4", "\"a\":", "1e999", "/*")
			.list()
			.ofMaxSize(30)
			.map((parts) -> String.join("", parts));
	}

	@Provide
	Arbitrary<Double> fraction() {
		return Arbitraries.doubles().between(0, 0.99);
	}

	@Provide
	Arbitrary<Class<?>> types() {
		return Arbitraries.of(Integer.class, Byte.class, Long.class, BigInteger.class, Double.class, Float.class,
				BigDecimal.class, String.class, Boolean.class, byte[].class, int[].class, List.class, Map.class,
				Instant.class, OffsetDateTime.class, LocalDate.class, UUID.class, Thread.State.class, Character.class,
				Sample.class);
	}

	private static void assertRoundTrip(BodyCodec codec, Object value) {
		ReplyMessage reply = codec.decodeReply(codec.encodeReply(new ReplyMessage(ReplyMessage.OK, value)));
		assertThat(Vectors.comparable(reply.value())).isEqualTo(Vectors.comparable(value));
	}

	private static boolean decodesOrRefuses(BodyCodec codec, byte[] body) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		long before = threads.getThreadAllocatedBytes(thread);
		boolean decoded = false;
		try {
			codec.decodeReply(body);
			decoded = true;
		}
		catch (WireFormatException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
		// A frame may claim up to the size allowed.
		assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(6 * MEGA);
		return decoded;
	}

	private static byte[] concat(byte[] first, byte[] second) {
		return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
	}

	/**
	 * Makes wire values by hand: jqwik's own arbitraries of nested values take a hundred
	 * times as long.
	 */
	private static final class RandomValues {

		private final Random random;

		/** All have forms in msgpack; extensions none in pickle, bytes none in JSON. */
		private final int kinds;

		private RandomValues(Random random, int kinds) {
			this.random = random;
			this.kinds = kinds;
		}

		private Object next(int depth) {
			return switch (this.random.nextInt(this.kinds)) {
				case 0 -> null;
				case 1 -> this.random.nextBoolean();
				case 2 -> this.random.nextInt(600) - 300;
				case 3 -> narrow(BigInteger.valueOf(this.random.nextLong() >> this.random.nextInt(64)));
				case 4 -> narrow(new BigInteger(64, this.random));
				case 5 -> Double.longBitsToDouble(this.random.nextLong());
				case 6 -> DOUBLES.get(this.random.nextInt(DOUBLES.size()));
				case 7 -> string(this.random.nextInt(40));
				case 8 -> (depth < 5) ? list(depth) : string(this.random.nextInt(700));
				case 9 -> (depth < 5) ? map(depth) : string(this.random.nextInt(700));
				case 10 -> bytes(this.random.nextInt(300));
				case 11 -> Instant.ofEpochSecond(this.random.nextLong() >> (29 + this.random.nextInt(35)),
						this.random.nextInt(1_000_000_000));
				default -> new ExtensionValue((byte) this.random.nextInt(128), bytes(this.random.nextInt(20)));
			};
		}

		private List<Object> list(int depth) {
			List<Object> list = new ArrayList<>();
			for (int i = this.random.nextInt(20); i > 0; i--) {
				list.add(next(depth + 1));
			}
			return list;
		}

		private Map<String, Object> map(int depth) {
			Map<String, Object> map = new LinkedHashMap<>();
			for (int i = this.random.nextInt(20); i > 0; i--) {
				map.put(string(this.random.nextInt(12)), next(depth + 1));
			}
			return map;
		}

		private byte[] bytes(int length) {
			byte[] bytes = new byte[length];
			this.random.nextBytes(bytes);
			return bytes;
		}

		private String string(int length) {
			int limit = List.of(0x80, 0x80, 0x800, 0x10000, Character.MAX_CODE_POINT + 1).get(this.random.nextInt(5));
			StringBuilder text = new StringBuilder();
			while (text.length() < length) {
				int point = this.random.nextInt(limit);
				text.appendCodePoint((point >= 0xd800 && point < 0xe000) ? 0xfffd : point);
			}
			return text.toString();
		}

		private static Object narrow(BigInteger value) {
			if (value.bitLength() < 32) {
				return value.intValue();
			}
			return (value.bitLength() < 64) ? (Object) value.longValue() : value;
		}

	}

	record Sample(int a, String b, List<Integer> c) {

	}

}
