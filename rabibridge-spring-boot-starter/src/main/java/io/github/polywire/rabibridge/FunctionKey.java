package io.github.polywire.rabibridge;

import java.nio.charset.StandardCharsets;

import org.springframework.util.Assert;

/**
 * The address of a function on a RabiBridge network: its name and its kind.
 *
 * @param name the function's name, never blank, at most 200 bytes in UTF-8
 * @param kind the function's kind
 */
public record FunctionKey(String name, FunctionKind kind) {

	/**
	 * The most bytes a name may have. AMQP bounds a queue name at 255 bytes; the rest is
	 * room for what is put around the name.
	 */
	private static final int MAX_NAME_BYTES = 200;

	/**
	 * Creates a key.
	 * @throws IllegalArgumentException if the name is blank or too long
	 */
	public FunctionKey {
		checkName("name", name);
		Assert.notNull(kind, "'kind' must not be null");
	}

	static void checkName(String what, String name) {
		Assert.hasText(name, () -> "'" + what + "' must not be blank");
		Assert.isTrue(name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES,
				() -> "'" + what + "' must have at most " + MAX_NAME_BYTES + " bytes in UTF-8");
	}

	/**
	 * Creates the key of a function of kind {@link FunctionKind#ASYNC}.
	 * @param name the function's name
	 * @return the key
	 */
	public static FunctionKey async(String name) {
		return new FunctionKey(name, FunctionKind.ASYNC);
	}

	/**
	 * Creates the key of a function of kind {@link FunctionKind#SYNC}.
	 * @param name the function's name
	 * @return the key
	 */
	public static FunctionKey sync(String name) {
		return new FunctionKey(name, FunctionKind.SYNC);
	}

	/**
	 * The key in one word, as in routing keys.
	 * @return for example {@code async_fibonacci}
	 */
	@Override
	public String toString() {
		return this.kind.wireName() + "_" + this.name;
	}

}
