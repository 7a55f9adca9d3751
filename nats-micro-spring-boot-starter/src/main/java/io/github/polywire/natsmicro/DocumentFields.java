package io.github.polywire.natsmicro;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Fills in the fields that other implementations leave out of their discovery documents.
 */
final class DocumentFields {

	private DocumentFields() {
	}

	static String text(@Nullable String text) {
		return (text != null) ? text : "";
	}

	static Map<String, String> metadata(@Nullable Map<String, String> metadata) {
		return (metadata == null || metadata.isEmpty()) ? Map.of()
				: Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
	}

	static <T> List<T> list(@Nullable List<T> list) {
		return (list != null) ? List.copyOf(list) : List.of();
	}

}
