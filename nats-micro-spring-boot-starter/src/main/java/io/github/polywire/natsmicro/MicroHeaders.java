package io.github.polywire.natsmicro;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Helps with the headers of requests and replies. NATS keeps the case of names and so do
 * the maps of this starter; these methods find a header whatever its case.
 */
public final class MicroHeaders {

	private static final MultiValueMap<String, String> EMPTY = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>(0));

	private MicroHeaders() {
	}

	/**
	 * No headers.
	 * @return an empty, unmodifiable map
	 */
	public static MultiValueMap<String, String> empty() {
		return EMPTY;
	}

	/**
	 * Finds the first value of a header.
	 * @param headers the headers
	 * @param name the name in any case; the exact one is preferred
	 * @return the value, or {@code null} if there is none
	 */
	public static @Nullable String first(MultiValueMap<String, String> headers, String name) {
		String exact = headers.getFirst(name);
		if (exact != null || headers.isEmpty()) {
			return exact;
		}
		for (Map.Entry<String, List<String>> header : headers.entrySet()) {
			if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
				return header.getValue().get(0);
			}
		}
		return null;
	}

	/**
	 * Copies headers, so that later changes of the source are not seen.
	 * @param headers the headers
	 * @return an unmodifiable copy in the same order
	 */
	public static MultiValueMap<String, String> copyOf(MultiValueMap<String, String> headers) {
		if (headers.isEmpty()) {
			return EMPTY;
		}
		LinkedMultiValueMap<String, String> copy = new LinkedMultiValueMap<>(headers.size());
		headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
		return CollectionUtils.unmodifiableMultiValueMap(copy);
	}

}
