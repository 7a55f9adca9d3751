package io.github.polywire.benchmarks.natsmicro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is asked and answered: a number in a body of 128 bytes.
 */
final class Payload {

	private static final int SIZE = 128;

	private Payload() {
	}

	static byte[] of(long question) {
		return ByteBuffer.allocate(SIZE).putLong(question).array();
	}

	static long number(byte[] body) {
		return (body.length == SIZE) ? ByteBuffer.wrap(body).getLong() : -1;
	}

	static byte[] json(long question) {
		return "{\"number\":%d,\"filling\":\"%s\"}".formatted(question, Document.FILLING)
			.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The same as JSON.
	 *
	 * @param number the number
	 * @param filling makes it as long
	 */
	record Document(long number, String filling) {

		private static final String FILLING = "x".repeat(SIZE - 36);

		static Document of(long question) {
			return new Document(question, FILLING);
		}

	}

}
