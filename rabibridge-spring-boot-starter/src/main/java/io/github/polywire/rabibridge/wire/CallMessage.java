package io.github.polywire.rabibridge.wire;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request: {@code [args, kwargs]}.
 *
 * @param args the positional arguments
 * @param kwargs the keyword arguments
 */
public record CallMessage(List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {

}
