package io.github.polywire.rabibridge;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a plugin jar.
 *
 * @param file the name of the jar
 * @param loadedAt when the version that is served was loaded, or {@code null} if none is
 * @param functions the functions of that version, as in {@code async_fibonacci}
 * @param error why what the jar holds now is not served, or {@code null} if it is
 */
public record RemoteCallPlugin(String file, @Nullable Instant loadedAt, List<String> functions,
		@Nullable String error) {

	/**
	 * Creates a description.
	 */
	public RemoteCallPlugin {
		functions = List.copyOf(functions);
	}

}
