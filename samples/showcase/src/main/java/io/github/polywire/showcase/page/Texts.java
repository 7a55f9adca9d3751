package io.github.polywire.showcase.page;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Puts texts of others into sentences of the page.
 */
final class Texts {

	private static final int MAX_LENGTH = 300;

	private Texts() {
	}

	/**
	 * Bounds a text of a peer.
	 * @param text the text
	 * @return its beginning
	 */
	static String bounded(String text) {
		return StringUtils.truncate(text, MAX_LENGTH);
	}

	/**
	 * Adds a reason to what is said.
	 * @param reason the reason, if it is known
	 * @return the reason in brackets after a space, or nothing
	 */
	static String because(@Nullable String reason) {
		return (reason != null) ? " (" + bounded(reason) + ")" : "";
	}

	/**
	 * Says how often a connection was lost.
	 * @param count how often it was made again
	 * @return a sentence after a space, or nothing if it was never lost
	 */
	static String reconnected(long count) {
		if (count == 0) {
			return "";
		}
		return " It was lost and found again " + ((count == 1) ? "once." : count + " times.");
	}

}
