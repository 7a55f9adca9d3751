package io.github.polywire.statsd.wire;

import java.nio.charset.StandardCharsets;

/**
 * Text that cannot end a line or a part of it before its time.
 */
final class SafeText {

	private static final char REPLACEMENT = '_';

	private static final char FIRST_PRINTABLE = ' ';

	private static final char LAST_ASCII_PRINTABLE = '~';

	private static final char LINE_SEPARATOR = '\u2028';

	private static final char PARAGRAPH_SEPARATOR = '\u2029';

	private SafeText() {
	}

	/**
	 * Whether a text is printable ASCII and needs no replacement.
	 * @param text the text
	 * @param part whether it is a part of a line, which colons and bars would end
	 * @return whether its characters are its bytes
	 */
	static boolean isPlain(String text, boolean part) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < FIRST_PRINTABLE || c > LAST_ASCII_PRINTABLE || (part && isDelimiter(c))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Writes plain text.
	 * @param text plain text
	 * @param target where to write it
	 * @param offset where it begins there
	 * @return where it ends there
	 */
	static int copy(String text, byte[] target, int offset) {
		int end = offset;
		for (int i = 0; i < text.length(); i++) {
			target[end++] = (byte) text.charAt(i);
		}
		return end;
	}

	/**
	 * Replaces what is not safe, halves of surrogate pairs too, which UTF-8 has no bytes
	 * for.
	 * @param text any text
	 * @param part whether it is a part of a line, which colons and bars would end
	 * @return safe text
	 */
	static String replace(String text, boolean part) {
		StringBuilder safe = new StringBuilder(text.length());
		text.codePoints()
			.map((c) -> (isBreaking(c) || (part && isDelimiter(c))) ? REPLACEMENT : c)
			.forEach(safe::appendCodePoint);
		return safe.toString();
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isDelimiter(int c) {
		return c == ':' || c == '|';
	}

	private static boolean isBreaking(int c) {
		return Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR
				|| Character.getType(c) == Character.SURROGATE;
	}

}
