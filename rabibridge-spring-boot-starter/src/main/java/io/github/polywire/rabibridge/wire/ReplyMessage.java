package io.github.polywire.rabibridge.wire;

import org.jspecify.annotations.Nullable;

/**
 * The body of a reply: {@code [code, value]}.
 *
 * @param code {@link #OK}, {@link #ERROR}, or another number that the peer chose
 * @param value the result, or the text of the error
 */
public record ReplyMessage(int code, @Nullable Object value) {

	/**
	 * The code of a result.
	 */
	public static final int OK = 0;

	/**
	 * The code of an error.
	 */
	public static final int ERROR = 1;

}
