package io.github.polywire.rabibridge;

import java.util.Locale;

/**
 * The two kinds of function on a RabiBridge network. In Python the kind tells whether the
 * function is a coroutine; on the wire it is a part of the function's address, chosen by
 * the caller: a function of one kind is not reachable under the other.
 */
public enum FunctionKind {

	/**
	 * A coroutine function in Python ({@code async def}), the default kind of a call.
	 */
	ASYNC,

	/**
	 * A plain function in Python ({@code def}).
	 */
	SYNC;

	private final String wireName = name().toLowerCase(Locale.ROOT);

	/**
	 * The name of this kind in queue names and routing keys.
	 * @return {@code async} or {@code sync}
	 */
	public String wireName() {
		return this.wireName;
	}

}
