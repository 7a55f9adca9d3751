package io.github.polywire.natsmicro.wire;

import java.text.Normalizer;

/**
 * Makes texts safe for a header. Headers of NATS have no encoding that all clients agree
 * on: the Java client refuses to send, and breaks its connection when it receives, what
 * is not ASCII; and a line break would begin another header.
 */
public final class ErrorText {

	private static final int MAX_LENGTH = 1024;

	private static final String CUT = "...";

	private ErrorText() {
	}

	/**
	 * Makes a text safe: line breaks and other control characters become a space, letters
	 * lose their accents, what else is not ASCII becomes a question mark, and a long text
	 * is cut.
	 * @param text the text
	 * @return one line of printable ASCII
	 */
	public static String safe(String text) {
		String cut = (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH - CUT.length()) + CUT : text;
		return isSafe(cut) ? cut : replace(cut);
	}

	private static boolean isSafe(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isPrintable(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isPrintable(int character) {
		return character >= ' ' && character <= '~';
	}

	private static String replace(String text) {
		StringBuilder safe = new StringBuilder(text.length());
		Normalizer.normalize(text, Normalizer.Form.NFKD).codePoints().forEach((character) -> {
			if (Character.isISOControl(character) || Character.isSpaceChar(character)) {
				if (!safe.isEmpty() && safe.charAt(safe.length() - 1) != ' ') {
					safe.append(' ');
				}
			}
			else if (isPrintable(character)) {
				safe.append((char) character);
			}
			else if (Character.getType(character) != Character.NON_SPACING_MARK) {
				safe.append('?');
			}
		});
		return (safe.length() > MAX_LENGTH) ? safe.substring(0, MAX_LENGTH - CUT.length()) + CUT
				: safe.toString().stripTrailing();
	}

}
