package io.github.polywire.metricq.listener;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one transformer says about itself.
 *
 * @param options what it has in common with listeners
 * @param token its token, or {@code null} for that of the properties
 * @param outputs the metadata of the metrics that it makes, by name
 * @param method calls its method
 */
record TransformerDefinition(ListenerOptions options, @Nullable String token, Map<String, Map<String, Object>> outputs,
		MethodChunkHandler method) {
}
