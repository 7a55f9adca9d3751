package io.github.polywire.rabibridge.wire;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link ValueConverter}.
 */
class ValueConverterTests {

	private static final BigInteger UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

	private static final Instant INSTANT = Instant.parse("2024-01-01T00:00:00.123456789Z");

	private static final byte[] BYTES = { 0, 1, -1 };

	private final ValueConverter strict = new ValueConverter(JsonMapper.builder().build(), false);

	private final ValueConverter lenient = new ValueConverter(JsonMapper.builder().build(), true);

	@Test
	void integerBindsToEveryIntegerTypeThatHoldsIt() {
		assertThat(this.strict.bind(127, byte.class)).isEqualTo((byte) 127);
		assertThat(this.strict.bind(-32768, short.class)).isEqualTo((short) -32768);
		assertThat(this.strict.bind(5, int.class)).isEqualTo(5);
		assertThat(this.strict.bind(5, Integer.class)).isEqualTo(5);
		assertThat(this.strict.bind(5, long.class)).isEqualTo(5L);
		assertThat(this.strict.bind(5_000_000_000L, Long.class)).isEqualTo(5_000_000_000L);
		assertThat(this.strict.bind(5, BigInteger.class)).isEqualTo(BigInteger.valueOf(5));
		assertThat(this.strict.bind(UINT64, BigInteger.class)).isEqualTo(UINT64);
		assertThat(this.strict.bind(5, Number.class)).isEqualTo(5);
	}

	@Test
	void integerThatATypeDoesNotHoldIsRefused() {
		assertRefused(this.strict, 128, byte.class, "expected an integer (byte), got the integer 128");
		assertRefused(this.strict, -32769, short.class, "expected an integer (short), got the integer -32769");
		assertRefused(this.strict, 5_000_000_000L, int.class, "expected an integer (int), got the integer 5000000000");
		assertRefused(this.strict, UINT64, long.class, "expected an integer (long), got the integer " + UINT64);
	}

	@Test
	void integerBindsToFloatingPoint() {
		assertThat(this.strict.bind(5, double.class)).isEqualTo(5.0);
		assertThat(this.strict.bind(5L, float.class)).isEqualTo(5.0f);
		assertThat(this.strict.bind(UINT64, double.class)).isEqualTo(0x1p64);
		assertThat(this.strict.bind(UINT64, BigDecimal.class)).isEqualTo(new BigDecimal(UINT64));
		assertThat(this.strict.bind(2.5, BigDecimal.class)).isEqualTo(new BigDecimal("2.5"));
		assertThat(this.strict.bind(Double.NaN, float.class)).isEqualTo(Float.NaN);
		assertThat(this.strict.bind(Double.NEGATIVE_INFINITY, float.class)).isEqualTo(Float.NEGATIVE_INFINITY);
	}

	@Test
	void numberBeyondAFloatingPointTypeIsRefused() {
		assertRefused(this.strict, 1e300, float.class, "expected a number (float), got the float 1.0E300");
		assertRefused(this.strict, Double.NaN, BigDecimal.class, "expected a number (BigDecimal), got the float NaN");
	}

	@Test
	void scalarOfAnotherTypeIsRefused() {
		assertRefused(this.strict, 2.7, int.class, "expected an integer (int), got the float 2.7");
		assertRefused(this.strict, 2.0, int.class, "expected an integer (int), got the float 2.0");
		assertRefused(this.strict, "1", int.class, "expected an integer (int), got the string \"1\"");
		assertRefused(this.strict, true, long.class, "expected an integer (long), got the boolean true");
		assertRefused(this.strict, "1.5", double.class, "expected a number (double), got the string \"1.5\"");
		assertRefused(this.strict, 1, boolean.class, "expected a boolean, got the integer 1");
		assertRefused(this.strict, "true", boolean.class, "expected a boolean, got the string \"true\"");
		assertRefused(this.strict, 1, String.class, "expected a string, got the integer 1");
		assertRefused(this.strict, BYTES, String.class, "expected a string, got 3 bytes");
		assertRefused(this.strict, "AAH/", byte[].class, "expected bytes, got the string \"AAH/\"");
		assertRefused(this.strict, List.of(1, 2), byte[].class, "expected bytes, got an array of 2");
		assertRefused(this.strict, List.of(), int.class, "expected an integer (int), got an array of 0");
		assertRefused(this.strict, Map.of(), String.class, "expected a string, got a map of 0");
		assertRefused(this.strict, 65, char.class, "expected a string, got the integer 65");
		assertRefused(this.strict, INSTANT, long.class, "expected an integer (long), got the timestamp " + INSTANT);
		assertRefused(this.strict, new ExtensionValue((byte) 5, BYTES), String.class,
				"expected a string, got an extension value of type 5");
	}

	@Test
	void valueThatIsLongOrOfSeveralLinesIsNotQuoted() {
		assertRefused(this.strict, "x".repeat(61), int.class,
				"expected an integer (int), got a string of 61 characters");
		assertRefused(this.strict, "a\nb", int.class, "expected an integer (int), got a string of 3 characters");
		assertRefused(this.strict, BigInteger.TWO.pow(3000), int.class,
				"expected an integer (int), got an integer of 3001 bits");
	}

	@Test
	void sameTypeIsHandedThrough() {
		assertThat(this.strict.bind(BYTES, byte[].class)).isSameAs(BYTES);
		assertThat(this.strict.bind("a", String.class)).isEqualTo("a");
		assertThat(this.strict.bind("a", CharSequence.class)).hasToString("a");
		assertThat(this.strict.bind("a", char.class)).isEqualTo('a');
		assertThat(this.strict.bind(true, boolean.class)).isEqualTo(true);
		assertThat(this.strict.bind(INSTANT, Instant.class)).isSameAs(INSTANT);
		ExtensionValue extension = new ExtensionValue((byte) 5, BYTES);
		assertThat(this.strict.bind(extension, ExtensionValue.class)).isSameAs(extension);
		assertThat(this.strict.bind(extension, Object.class)).isSameAs(extension);
		assertThat(this.strict.bind("ignored", void.class)).isNull();
	}

	@Test
	void nilBindsToWhatIsNotPrimitive() {
		assertThat(this.strict.bind(null, String.class)).isNull();
		assertThat(this.strict.bind(null, Integer.class)).isNull();
		assertThat(this.strict.bind(null, type(new ParameterizedTypeReference<List<String>>() {
		}))).isNull();
		assertThat(this.strict.bind(null, type(new ParameterizedTypeReference<Optional<String>>() {
		}))).isEqualTo(Optional.empty());
		assertRefused(this.strict, null, int.class, "expected an integer (int), got null");
		assertRefused(this.lenient, null, boolean.class, "expected a boolean, got null");
	}

	@Test
	void arrayBindsToListsArraysAndSets() {
		List<Integer> value = List.of(1, 2);
		assertThat(this.strict.bind(value, int[].class)).isEqualTo(new int[] { 1, 2 });
		assertThat(this.strict.bind(value, long[].class)).isEqualTo(new long[] { 1, 2 });
		assertThat(this.strict.bind(value, double[].class)).isEqualTo(new double[] { 1, 2 });
		assertThat(this.strict.bind(List.of(true, false), boolean[].class)).isEqualTo(new boolean[] { true, false });
		assertThat(this.strict.bind(List.of("a"), String[].class)).isEqualTo(new String[] { "a" });
		assertThat(this.strict.bind(value, type(new ParameterizedTypeReference<Set<Long>>() {
		}))).isEqualTo(Set.of(1L, 2L));
		assertThat(this.strict.bind(List.of(BYTES), type(new ParameterizedTypeReference<List<byte[]>>() {
		}))).asInstanceOf(InstanceOfAssertFactories.LIST).containsExactly(BYTES);
		assertThat(this.strict.bind(List.of(value, value), int[][].class))
			.isEqualTo(new int[][] { { 1, 2 }, { 1, 2 } });
	}

	@Test
	void nestedGenericsBind() {
		Type type = type(new ParameterizedTypeReference<List<Map<String, Integer>>>() {
		});
		assertThat(this.strict.bind(List.of(Map.of("a", 1), Map.of()), type))
			.isEqualTo(List.of(Map.of("a", 1), Map.of()));
		assertRefused(this.strict, List.of(Map.of(), Map.of("a", "1")), type,
				"expected an integer (Integer) at '[1].a', got the string \"1\"");
		assertRefused(this.strict, List.of(Map.of(), 1), type, "expected a map at '[1]', got the integer 1");
	}

	@Test
	void mapBindsToRecordsBeansAndMaps() {
		Map<String, Object> value = Map.of("x", 1, "y", 2.5);
		assertThat(this.strict.bind(value, Point.class)).isEqualTo(new Point(1, 2.5));
		assertThat(this.strict.bind(value, PointBean.class))
			.satisfies((bean) -> assertThat(((PointBean) bean).getX()).isEqualTo(1));
		assertThat(this.strict.bind(value, Map.class)).isEqualTo(value);
		assertThat(this.strict.bind(Map.of("1", 2), type(new ParameterizedTypeReference<Map<Integer, Long>>() {
		}))).isEqualTo(Map.of(1, 2L));
	}

	@Test
	void strictnessHoldsInsideRecordsBeansAndCollections() {
		String expected = "expected an integer (int) at 'x', got ";
		assertRefused(this.strict, Map.of("x", "1", "y", 1), Point.class, expected + "the string \"1\"");
		assertRefused(this.strict, Map.of("x", 1.0, "y", 1), Point.class, expected + "the float 1.0");
		assertRefused(this.strict, Map.of("x", 5_000_000_000L, "y", 1), Point.class,
				expected + "the integer 5000000000");
		assertRefused(this.strict, Map.of("x", true, "y", 1), PointBean.class, expected + "the boolean true");
		assertRefused(this.strict, Map.of("y", 1), Point.class, expected + "null");
		assertRefused(this.strict, mapOf("x", null, "y", 1), Point.class, expected + "null");
		assertRefused(this.strict, List.of(1, 2.5), int[].class,
				"expected an integer (int) at '[1]', got the float 2.5");
		assertRefused(this.strict, Arrays.asList(1, null), int[].class, "expected an integer (int) at '[1]', got null");
		assertRefused(this.strict, List.of("a", 1), String[].class, "expected a string at '[1]', got the integer 1");
		assertRefused(this.strict, 1, int[].class, "expected an array, got the integer 1");
		assertRefused(this.strict, 1, Point.class, "expected a map of type Point, got the integer 1");
		assertRefused(this.strict, List.of(), Point.class, "expected a map of type Point, got an array of 0");
	}

	@Test
	void bytesAndStringsAreNotMixedUpInsideRecords() {
		assertRefused(this.strict, Map.of("bytes", "AAH/"), Everything.class,
				"expected bytes at 'bytes', got the string \"AAH/\"");
		assertRefused(this.strict, Map.of("text", BYTES), Everything.class, "expected a string at 'text', got 3 bytes");
		assertRefused(this.strict, Map.of("text", 1), Everything.class,
				"expected a string at 'text', got the integer 1");
	}

	@Test
	void enumBindsByNameOnly() {
		assertThat(this.strict.bind("RED", Colour.class)).isEqualTo(Colour.RED);
		assertRefused(this.strict, "BLUE", Colour.class, "expected one of [RED, GREEN], got the string \"BLUE\"");
		assertRefused(this.strict, 0, Colour.class, "expected one of [RED, GREEN], got the integer 0");
		assertRefused(this.lenient, 0, Colour.class, "expected one of [RED, GREEN], got the integer 0");
		assertRefused(this.strict, Map.of("colour", "BLUE"), Everything.class,
				"expected one of [RED, GREEN] at 'colour', got the string \"BLUE\"");
	}

	@ParameterizedTest
	@ValueSource(classes = { Colour.class, UUID.class, LocalDate.class, Instant.class, Point.class, int.class,
			Double.class, List.class, Map.class })
	void emptyStringIsNotTakenForNothing(Class<?> type) {
		for (ValueConverter converter : List.of(this.strict, this.lenient)) {
			assertThatExceptionOfType(BindingException.class).isThrownBy(() -> converter.bind("", type))
				.withMessageEndingWith(", got the string \"\"");
		}
	}

	@Test
	void timestampBindsToTypesThatStandForAnInstant() {
		assertThat(this.strict.bind(INSTANT, OffsetDateTime.class))
			.isEqualTo(OffsetDateTime.parse("2024-01-01T00:00:00.123456789Z"));
		assertThat(this.strict.bind(INSTANT, ZonedDateTime.class))
			.satisfies((time) -> assertThat(((ZonedDateTime) time).toInstant()).isEqualTo(INSTANT));
		assertThat(this.strict.bind(List.of(INSTANT), type(new ParameterizedTypeReference<List<OffsetDateTime>>() {
		}))).isEqualTo(List.of(OffsetDateTime.parse("2024-01-01T00:00:00.123456789Z")));
		assertThat(this.strict.bind("2024-01-01T00:00:00.123456789Z", Instant.class)).isEqualTo(INSTANT);
		assertThat(this.strict.bind("2024-01-01", LocalDate.class)).isEqualTo(LocalDate.of(2024, 1, 1));
	}

	@ParameterizedTest
	@ValueSource(classes = { LocalDate.class, Duration.class, UUID.class, Point.class, Colour.class, List.class })
	void timestampDoesNotBindToOtherTypes(Class<?> type) {
		assertThatExceptionOfType(BindingException.class).isThrownBy(() -> this.strict.bind(INSTANT, type))
			.withMessageEndingWith(", got the timestamp " + INSTANT);
	}

	@Test
	void recordOfEverythingSurvivesBothWays() {
		Everything everything = new Everything(BYTES, INSTANT, "text", Colour.GREEN, Optional.of(5), UINT64,
				List.of(new Point(1, 2)), Map.of("k", new int[] { 1 }));
		Object wireValue = this.strict.toWireValue(everything);
		byte[] bytes = Vectors.msgpack().serialize(everything);

		assertThat(Vectors.comparable(Vectors.msgpack().deserialize(bytes))).isEqualTo(Vectors.comparable(wireValue));
		assertThat(this.strict.bind(Vectors.msgpack().deserialize(bytes), Everything.class)).usingRecursiveComparison()
			.isEqualTo(everything);
		assertThat(Vectors.comparable(wireValue)).isEqualTo(Vectors
			.comparable(mapOf("bytes", BYTES, "instant", INSTANT, "text", "text", "colour", "GREEN", "optional", 5,
					"unsigned", UINT64, "points", List.of(mapOf("x", 1, "y", 2.0)), "map", mapOf("k", List.of(1)))));
	}

	@Test
	void optionalInsideARecordIsEmptyForNilAndForNothing() {
		Everything bound = (Everything) this.strict.bind(mapOf("optional", null), Everything.class);
		assertThat(bound.optional()).isEmpty();
		assertThat(((Everything) this.strict.bind(Map.of(), Everything.class)).optional()).isEmpty();
	}

	@Test
	void untypedValuesInsideARecordAreHandedThrough() {
		Holder holder = (Holder) this.strict.bind(Map.of("any", Map.of("i", INSTANT, "b", BYTES, "n", UINT64)),
				Holder.class);
		assertThat(Vectors.comparable(holder.any()))
			.isEqualTo(Vectors.comparable(Map.of("i", INSTANT, "b", BYTES, "n", UINT64)));
	}

	@Test
	void lenientConvertsAsPydanticDoes() {
		assertLenient(int.class, 1, "1", " 1 ", "+1", "1.0", 1.0, true, "1".getBytes());
		assertLenient(int.class, 1000, "1_000", 1000.0);
		assertLenient(int.class, 0, "0", 0.0, -0.0, false);
		assertLenient(long.class, -5L, "-5", -5.0, -5);
		assertLenient(BigInteger.class, BigInteger.TWO.pow(64), "18446744073709551616");
		assertLenient(double.class, 1.0, "1", "1.0", " 1 ", true, 1);
		assertLenient(double.class, 1000.0, "1e3", "1_000");
		assertLenient(double.class, Double.NaN, "nan", "NaN");
		assertLenient(double.class, Double.NEGATIVE_INFINITY, "-inf", "-Infinity", "-1e400");
		assertLenient(BigDecimal.class, new BigDecimal("1.50"), "1.50");
		assertLenient(boolean.class, true, "1", "yes", "YES", "On", "t", "True", 1, 1.0, "y");
		assertLenient(boolean.class, false, "0", "no", "off", "F", "false", 0, 0.0, -0.0, "n");
		assertLenient(String.class, "\u00e4", (Object) new byte[] { (byte) 0xc3, (byte) 0xa4 });
		assertLenient(byte[].class, new byte[] { (byte) 0xc3, (byte) 0xa4 }, "\u00e4");
	}

	@Test
	void lenientRefusesWhatPydanticRefuses() {
		assertLenientRefuses(int.class, 2.7, "1.5", "1e3", "0x10", "", " ", "abc", "nan", "inf", 1e300, Double.NaN,
				"1__0", List.of(1), 5_000_000_000L, "5000000000");
		assertLenientRefuses(double.class, "0x10", "", "abc", "1__0", List.of(1.0));
		assertLenientRefuses(boolean.class, "2", " yes", "abc", "", 2, 2.0, Double.NaN, -1, List.of());
		assertLenientRefuses(String.class, 1, 1.5, true, (Object) new byte[] { -1 }, List.of());
		assertLenientRefuses(byte[].class, 1, true, List.of(1));
		assertLenientRefuses(BigDecimal.class, "nan", "abc", true, Double.NaN, "1e999999999");
	}

	@Test
	void lenienceIsTheSameInsideRecordsAndCollections() {
		assertThat(this.lenient.bind(Map.of("x", "1", "y", true), Point.class)).isEqualTo(new Point(1, 1.0));
		assertThat(this.lenient.bind(List.of("yes", 0), boolean[].class)).isEqualTo(new boolean[] { true, false });
		assertThat(this.lenient.bind(List.of("1", 2.0), type(new ParameterizedTypeReference<List<Integer>>() {
		}))).isEqualTo(List.of(1, 2));
		assertRefused(this.lenient, Map.of("x", 2.7, "y", 1), Point.class,
				"expected an integer (int) at 'x', got the float 2.7");
		assertRefused(this.lenient, Map.of("text", 1), Everything.class,
				"expected a string at 'text', got the integer 1");
		assertRefused(this.lenient, List.of(2.7), int[].class, "expected an integer (int) at '[0]', got the float 2.7");
	}

	@Test
	void resultsBecomeWireValues() {
		assertThat(this.strict.toWireValue(null)).isNull();
		assertThat(this.strict.toWireValue(new Point(1, 2.5))).isEqualTo(mapOf("x", 1, "y", 2.5));
		assertThat(this.strict.toWireValue(Colour.RED)).isEqualTo("RED");
		assertThat(this.strict.toWireValue(Optional.of(5))).isEqualTo(5);
		assertThat(this.strict.toWireValue(Optional.empty())).isNull();
		assertThat(this.strict.toWireValue(Set.of("a"))).isEqualTo(List.of("a"));
		UUID uuid = UUID.randomUUID();
		assertThat(this.strict.toWireValue(uuid)).isEqualTo(uuid.toString());
		assertThat(this.strict.toWireValue(INSTANT)).isEqualTo(INSTANT);
		assertThat(this.strict.toWireValue(LocalDate.of(2024, 1, 1))).isEqualTo("2024-01-01");
		assertThat(this.strict.toWireValue(Duration.ofSeconds(90))).isEqualTo("PT1M30S");
		assertThat(this.strict.toWireValue(BYTES)).isEqualTo(BYTES);
		assertThat(this.strict.toWireValue('c')).isEqualTo("c");
	}

	@Test
	void resultsHaveAFormInMsgpack() {
		assertThat(throughMsgpack(new BigDecimal("2.5"))).isEqualTo(2.5);
		assertThat(throughMsgpack(new PointBean())).isEqualTo(mapOf("x", 0, "y", 0.0));
		assertThat(throughMsgpack(Map.of(1, List.of(new Point(1, 2)))))
			.isEqualTo(Map.of("1", List.of(mapOf("x", 1, "y", 2.0))));
		assertThat(throughMsgpack(new EnumMap<>(Map.of(Colour.RED, 1)))).isEqualTo(Map.of("RED", 1));
		assertThat(throughMsgpack(Map.of(true, 1))).isEqualTo(Map.of("true", 1));
		assertThat(throughMsgpack(Map.of(LocalDate.of(2024, 1, 1), 1))).isEqualTo(Map.of("2024-01-01", 1));
		assertThat(throughMsgpack(Map.of('c', 1))).isEqualTo(Map.of("c", 1));
		assertThat(throughMsgpack(new Point[] { new Point(1, 2) })).isEqualTo(List.of(mapOf("x", 1, "y", 2.0)));
		assertThat(throughMsgpack(new short[] { 1 })).isEqualTo(List.of(1));
		assertThat(throughMsgpack(new float[] { 0.5f })).isEqualTo(List.of(0.5));
		assertThat(throughMsgpack(new StringBuilder("a"))).isEqualTo("a");
		assertThat(throughMsgpack(new Date(0))).isEqualTo("1970-01-01T00:00:00.000Z");
		assertThat(throughMsgpack(new Holder(Map.of("d", new BigDecimal("0.1"), "f", 0.5f, "b", (byte) 1))))
			.isEqualTo(Map.of("any", Map.of("d", 0.1, "f", 0.5, "b", 1)));
	}

	@Test
	void decimalThatAFloatDoesNotHoldIsRefusedWhereverItIs() {
		BigDecimal decimal = new BigDecimal("0.1234567890123456789");
		for (Object value : List.of(decimal, List.of(decimal), new Holder(decimal))) {
			assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> throughMsgpack(value))
				.withMessage("A decimal number has more digits than a 64-bit float holds; send it as a string");
		}
	}

	@Test
	void resultThatHasNoFormIsRefusedWithASentence() {
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.strict.toWireValue(new Failing()))
			.withMessage("A value of type 'Failing' cannot be serialised");
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.strict.toWireValue(new Cyclic()))
			.withMessage("A value of type 'Cyclic' cannot be serialised");
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> throughMsgpack(mapOf(null, 1)))
			.withMessageContaining("keys must be strings");
	}

	private Object throughMsgpack(Object value) {
		return Vectors.msgpack().deserialize(Vectors.msgpack().serialize(value));
	}

	private void assertLenient(Class<?> type, Object expected, Object... values) {
		for (Object value : values) {
			assertThat(this.lenient.bind(value, type)).as("%s to %s", value, type).isEqualTo(expected);
		}
	}

	private void assertLenientRefuses(Class<?> type, Object... values) {
		for (Object value : values) {
			assertThatExceptionOfType(BindingException.class).as("%s to %s", value, type)
				.isThrownBy(() -> this.lenient.bind(value, type));
		}
	}

	private static void assertRefused(ValueConverter converter, Object value, Type type, String message) {
		assertThatExceptionOfType(BindingException.class).isThrownBy(() -> converter.bind(value, type))
			.withMessage(message);
	}

	private static Type type(ParameterizedTypeReference<?> reference) {
		return reference.getType();
	}

	private static Map<String, Object> mapOf(Object... entries) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < entries.length; i += 2) {
			map.put((String) entries[i], entries[i + 1]);
		}
		return map;
	}

	enum Colour {

		RED, GREEN

	}

	record Point(int x, double y) {

	}

	record Holder(Object any) {

	}

	record Everything(byte[] bytes, Instant instant, String text, Colour colour, Optional<Integer> optional,
			BigInteger unsigned, List<Point> points, Map<String, int[]> map) {

	}

	public static class PointBean {

		private int x;

		private double y;

		public int getX() {
			return this.x;
		}

		public void setX(int x) {
			this.x = x;
		}

		public double getY() {
			return this.y;
		}

		public void setY(double y) {
			this.y = y;
		}

	}

	public static class Failing {

		public String getName() {
			throw new IllegalStateException("no name");
		}

	}

	public static class Cyclic {

		public Cyclic getSelf() {
			return this;
		}

	}

}
