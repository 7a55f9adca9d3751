package io.github.polywire.rabibridge.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pickles that Python 3.11 wrote, pickles that nobody should read, and pickles that we
 * write.
 */
class PickleTests {

	private static final int MEGA = 1024 * 1024;

	private static final int MAX_BODY_SIZE = 16 * MEGA;

	/** What the largest body may take, together with what becomes garbage at once. */
	private static final long MAX_GROWTH = 40L * MAX_BODY_SIZE;

	/** The start of {@code [[…], {}]} in protocol 4, and its end. */
	private static final String HEAD = "8004 5d94285d94";

	private static final String TAIL = "617d94652e";

	private static final String PLAIN = "only None, booleans, numbers, strings, bytes, lists, tuples and dicts are"
			+ " accepted";

	private final PicklePayloadSerializer pickle = Vectors.pickle();

	private final BodyCodec codec = new BodyCodec(this.pickle, 1024, MAX_BODY_SIZE);

	@ParameterizedTest
	@CsvSource({
			"80025d7100285d7101284b015802000000c3a471024e884740040000000000004afbffffff4d2c014a701101008a06000000000001"
					+ "8a090000000000000000c04b01857103284b014b024b034b04747104657d71052858010000006b71065d7107284b017d71"
					+ "0858010000006e71094e736558010000007a710a680675652e, false",
			"80035d7100285d7101284b015802000000c3a471024e884740040000000000004afbffffff4d2c014a701101008a06000000000001"
					+ "8a090000000000000000c0430200ff71034b01857104284b014b024b034b04747105657d71062858010000006b71075d71"
					+ "08284b017d710958010000006e710a4e736558010000007a710b680775652e, true",
			"8004956b000000000000005d94285d94284b018c02c3a4944e884740040000000000004afbffffff4d2c014a701101008a06000000"
					+ "0000018a090000000000000000c0430200ff944b018594284b014b024b034b047494657d94288c016b945d94284b017d94"
					+ "8c016e944e73658c017a94680775652e, true",
			"8005956b000000000000005d94285d94284b018c02c3a4944e884740040000000000004afbffffff4d2c014a701101008a06000000"
					+ "0000018a090000000000000000c0430200ff944b018594284b014b024b034b047494657d94288c016b945d94284b017d94"
					+ "8c016e944e73658c017a94680775652e, true" })
	void pickleOfEachProtocolIsRead(String hex, boolean withBytes) {
		List<Object> args = new ArrayList<>(
				Arrays.asList(1, "ä", null, true, 2.5, -5, 300, 70000, 1L << 40, BigInteger.TWO.pow(70).negate(),
						ByteBuffer.wrap(new byte[] { 0, -1 }), List.of(1), List.of(1, 2, 3, 4)));
		if (!withBytes) {
			args.remove(10);
		}
		CallMessage call = this.codec.decodeCall(Vectors.bytes(hex));
		assertThat(Vectors.comparable(call.args())).isEqualTo(args);
		Map<String, Object> inner = new LinkedHashMap<>();
		inner.put("n", null);
		assertThat(call.kwargs()).isEqualTo(Map.of("k", List.of(1, inner), "z", "k"));
		assertThat(call.kwargs().keySet()).containsExactly("k", "z");
	}

	@Test
	void bytearrayOfProtocolFiveIsRead() {
		CallMessage call = this.codec
			.decodeCall(Vectors.bytes("80059515000000000000005d94285d949601000000000000007894617d94652e"));
		assertThat(Vectors.comparable(call.args())).isEqualTo(List.of(ByteBuffer.wrap(new byte[] { 'x' })));
	}

	@ParameterizedTest
	@CsvSource({
			// os.system("id") by __reduce__, in protocol 2, 4 and 5
			"GLOBAL, 9, 80025d7100285d710163706f7369780a73797374656d0a7102580200000069647103857104527105617d7106652e",
			"STACK_GLOBAL, 33, 80049526000000000000005d94285d948c05706f736978948c0673797374656d9493948c02696494859452"
					+ "94617d94652e",
			"STACK_GLOBAL, 33, 80059526000000000000005d94285d948c05706f736978948c0673797374656d9493948c02696494859452"
					+ "94617d94652e",
			// an object of a class of the peer's own
			"STACK_GLOBAL, 31, 80049528000000000000005d94285d948c085f5f6d61696e5f5f948c01429493942981947d948c0178944b"
					+ "017362617d94652e",
			// datetime, set, bytearray, an exception
			"STACK_GLOBAL, 38, 80049533000000000000005d94285d948c086461746574696d65948c086461746574696d65949394430a07"
					+ "e401010000000000009485945294617d94652e",
			"GLOBAL, 9, 80025d7100285d7101635f5f6275696c74696e5f5f0a7365740a71025d71034b0161857104527105617d7106652e",
			"STACK_GLOBAL, 39, 8004952b000000000000005d94285d948c086275696c74696e73948c096279746561727261799493944301"
					+ "789485945294617d94652e",
			"GLOBAL, 9, 80025d7100285d710163657863657074696f6e730a56616c75654572726f720a71025801000000787103857104527"
					+ "105617d7106652e" })
	void pickleOfAnObjectThatPythonWroteIsRefused(String opcode, int place, String hex) {
		assertRefused(Vectors.bytes(hex),
				"The pickle asks for an object of a class (%s at byte %d), which is refused: %s".formatted(opcode,
						place, PLAIN));
	}

	@ParameterizedTest
	@CsvSource({ "GLOBAL, 63 6f730a 73797374656d0a", "STACK_GLOBAL, 8c026f73 8c0673797374656d 93", "REDUCE, 4e2952",
			"REDUCE, 8c0978 7878787878787878 2952", "NEWOBJ, 4e2981", "NEWOBJ_EX, 4e297d92", "INST, 28 69 6f730a 780a",
			"OBJ, 28 4e 6f", "BUILD, 5d 7d 62", "EXT1, 82 01", "EXT2, 83 0100", "EXT4, 84 01000000", "PERSID, 50 310a",
			"BINPERSID, 4b01 51" })
	void opcodeThatMakesAnObjectIsRefusedByName(String opcode, String hex) {
		byte[] body = Vectors.bytes((HEAD + hex + TAIL));
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.codec.decodeCall(body))
			.withMessageStartingWith("The pickle asks for an object of a class (" + opcode + " at byte ")
			.withMessageEndingWith(PLAIN)
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "8f", "8f 28 4b01 90", "28 4b01 91", "97", "4e98", "30", "31", "32", "46 312e300a",
			"49 310a", "4c 310a", "53 27270a", "5401000000 61", "5501 61", "56 610a", "28 64", "67 300a", "28 6c",
			"70 300a", "8b 01000000 01", "00", "ff", "80 04" })
	void otherOpcodesAreRefused(String hex) {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.decodeCall(Vectors.bytes(HEAD + hex + TAIL)))
			.withMessageMatching("The pickle has the opcode 0x[0-9a-f]{2} at byte \\d+, which is refused: only .*|"
					+ "The body is not a pickle of protocol 2 to 5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "80005d94292e", "80015d2e", "80065d2e", "80ff5d2e", "5d2e", "80", "", "4e2e",
			"28 6c 70 300a 2e" })
	void otherProtocolsAreRefused(String hex) {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.pickle.deserialize(Vectors.bytes(hex)))
			.withMessageMatching("The body is not a (pickle of protocol 2 to 5|valid pickle)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "80042e", "8004 4e4e2e", "8004 282e", "8004 61 2e", "8004 4e61 2e", "8004 4e4e61 2e",
			"8004 65 2e", "8004 2865 2e", "8004 294e61 2e", "8004 4e8c0161 4e73 2e", "8004 7d 28 4e 75 2e",
			"8004 7d 4b01 4b02 73 2e", "8004 7d 28 8c0161 75 2e", "8004 5d 8c0161 4e73 2e", "8004 86 2e",
			"8004 4e 86 2e", "8004 74 2e", "8004 94 2e", "8004 6800 2e", "8004 4e 68ff 2e", "8004 4e 7105 2e",
			"8004 4e 72ffffffff 2e", "8004 4e 6affffffff 2e", "8004 5d 28 94 6800 65 2e", "8004 28 85 2e",
			"8004 4e 2e 2e", "8004 4e 2e 00", "8004 8c01ff 2e", "8004 8c03eda080 2e" })
	void pickleThatIsNotOneValueIsRefused(String hex) {
		assertRefused(Vectors.bytes(hex), null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "8cff", "58ffffffff", "58ffffff7f 61", "8dffffffffffffffff", "8dffffffffffffff7f",
			"8d0000000001000000", "42ffffffff", "42ffffff7f", "43ff", "8effffffffffffffff", "8effffffffffffff7f",
			"96ffffffffffffffff", "9600000080 00000000", "95ffffffffffffffff", "95ffffffffffffff7f", "8aff 01", "58ff",
			"4a00", "4d", "4b", "47 00", "95 00" })
	void opcodeThatClaimsMoreThanThereIsIsRefused(String hex) {
		assertRefused(Vectors.bytes("8005 5d28" + hex), null);
	}

	@Test
	void valueThatContainsItselfIsRefused() {
		assertRefused(Vectors.bytes("8004950c000000000000005d94285d946801617d94652e"),
				"The body is nested more than 1000 deep");
		assertRefused(Vectors.bytes("8004 7d94 8c0161 6800 73 2e"), "The body is nested more than 1000 deep");
	}

	@Test
	void valueThatUnfoldsToMoreThanAllowedIsRefused() {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes(Vectors.bytes("8004 5d94"));
		for (int i = 0; i < 100; i++) {
			// A list of the last list, twice.
			body.writeBytes(Vectors.bytes("5d94 28"));
			body.writeBytes(new byte[] { 'h', (byte) i, 'h', (byte) i, 'e' });
		}
		body.writeBytes(Vectors.bytes("2e"));
		byte[] nested = body.toByteArray();
		assertRefused(nested, null);
	}

	@Test
	void deepNestingIsRefused() {
		assertRefused(concat(Vectors.bytes("8004"), repeat("5d", 80_000), repeat("61", 79_999), Vectors.bytes("2e")),
				"The body is nested more than 1000 deep");
		assertRefused(concat(Vectors.bytes("8004 5d"), repeat("85", 80_000), Vectors.bytes("2e")),
				"The body is nested more than 1000 deep");
	}

	@Test
	void nestingThatIsAllowedIsReadAndWritten() {
		Object value = List.of();
		for (int i = 1; i < 1000; i++) {
			value = List.of(value);
		}
		Object deepest = value;
		assertThat(this.pickle.deserialize(this.pickle.serialize(deepest))).isEqualTo(deepest);
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.pickle.serialize(List.of(deepest)))
			.withMessage("The value is nested more than 1000 deep");
	}

	@ParameterizedTest
	@ValueSource(strings = { "28", "4e", "7d", "5d94", "8c00", "8a00", "6800", "4e6528" })
	void largeBodyOfManySmallValuesTakesABoundedMultipleOfItsSize(String unit) {
		byte[] body = concat(Vectors.bytes("8004 5d94 28"), repeat(unit, (MAX_BODY_SIZE - 8) / (unit.length() / 2)),
				Vectors.bytes("65 2e"));
		Allocations.assertBelow(MAX_GROWTH, () -> {
			try {
				assertThat(this.pickle.deserialize(body)).isInstanceOf(List.class);
			}
			catch (WireFormatException ex) {
				assertThat(ex.getMessage()).isNotBlank();
			}
		});
	}

	@Test
	void textThatUnfoldsToMoreThanAllowedIsRefused() {
		byte[] text = "x".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
		byte[] length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length).array();
		byte[] body = concat(Vectors.bytes("8004 5d 28 58"), length, text, Vectors.bytes("94"), repeat("6800", 250_000),
				Vectors.bytes("65 2e"));
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.pickle.deserialize(body));
	}

	@Test
	void honestTableIsRead() {
		List<Object> rows = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			Map<String, Object> row = new LinkedHashMap<>();
			row.put("id", i);
			row.put("name", "n" + i);
			row.put("price", i / 7.0);
			rows.add(row);
		}
		byte[] body = this.pickle.serialize(List.of(rows, Map.of()));
		assertThat(this.codec.decodeCall(body).args()).isEqualTo(rows);
		List<?> read = this.codec.decodeCall(body).args();
		assertThat(((Map<?, ?>) read.get(9)).keySet().iterator().next())
			.isSameAs(((Map<?, ?>) read.get(8)).keySet().iterator().next());
	}

	@Test
	void libraryReadsWhatIsWritten() throws Exception {
		Map<String, Object> value = new LinkedHashMap<>();
		value.put("none", null);
		value.put("numbers", List.of(0, 255, 256, 65535, 65536, -1, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE,
				BigInteger.TWO.pow(100), 0.1));
		value.put("text", "x".repeat(300));
		value.put("many", Collections.nCopies(2001, true));
		byte[] body = this.pickle.serialize(value);
		assertThat(new Unpickler().loads(body)).isEqualTo(value);
		assertThat(this.pickle.deserialize(body)).isEqualTo(value);
		assertThat(PickleUtils.bytes_to_long(body, 3)).isEqualTo(body.length - 11);
	}

	@Test
	void valuesOfOtherTypesAreTurnedIntoPlainData() {
		assertThat(readBack(new Sample(1, "a", new int[] { 1, 2 })))
			.isEqualTo(Map.of("number", 1, "text", "a", "array", List.of(1, 2)));
		assertThat(readBack(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
		assertThat(readBack(new BigDecimal("0.5"))).isEqualTo(0.5);
		assertThat(readBack(new String[] { "a", null })).isEqualTo(Arrays.asList("a", null));
		assertThat(readBack(Map.of(1, 2))).isEqualTo(Map.of("1", 2));
	}

	@Test
	void valuesWithoutAFormAreNotWritten() {
		for (Object value : Arrays.asList(new BigDecimal("0.1000000000000000000001"), BigInteger.TWO.pow(3000),
				"\ud800", new ExtensionValue((byte) 1, new byte[1]), Map.of(List.of(), 1))) {
			assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.pickle.serialize(value))
				.satisfies((ex) -> assertThat(ex.getMessage()).isNotBlank().doesNotContain("polywire"));
		}
	}

	private Object readBack(Object value) {
		return this.pickle.deserialize(this.pickle.serialize(value));
	}

	private void assertRefused(byte[] body, String message) {
		Allocations.assertBelow(8 * MEGA,
				() -> assertThatExceptionOfType(WireFormatException.class)
					.isThrownBy(() -> this.pickle.deserialize(body))
					.satisfies((ex) -> {
						assertThat(ex.getMessage()).isNotBlank()
							.hasSizeLessThan(250)
							.doesNotContain("polywire", "razorvine", "Exception", "()", "\n");
						if (message != null) {
							assertThat(ex.getMessage()).isEqualTo(message);
						}
					}));
	}

	private static byte[] repeat(String hex, int times) {
		byte[] unit = Vectors.bytes(hex);
		ByteBuffer buffer = ByteBuffer.allocate(unit.length * times).order(ByteOrder.LITTLE_ENDIAN);
		for (int i = 0; i < times; i++) {
			buffer.put(unit);
		}
		return buffer.array();
	}

	private static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			output.writeBytes(part);
		}
		return output.toByteArray();
	}

	record Sample(int number, String text, int[] array) {

	}

}
