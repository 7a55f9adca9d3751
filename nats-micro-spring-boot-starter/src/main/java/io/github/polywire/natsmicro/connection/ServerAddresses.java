package io.github.polywire.natsmicro.connection;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Addresses of servers for messages.
 */
public final class ServerAddresses {

	private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^/@]*@");

	private ServerAddresses() {
	}

	/**
	 * Leaves out the credentials that a text's URLs may hold.
	 * @param text the text
	 * @return the text without them, or {@code null} if there was none
	 */
	public static @Nullable String withoutCredentials(@Nullable String text) {
		return (text != null) ? CREDENTIALS.matcher(text).replaceAll("") : null;
	}

	/**
	 * Lists servers without credentials.
	 * @param urls their URLs
	 * @return the list
	 */
	public static String describe(Collection<?> urls) {
		return urls.stream()
			.map((url) -> CREDENTIALS.matcher(String.valueOf(url)).replaceAll(""))
			.collect(Collectors.joining(", "));
	}

}
