package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.MetricqListenerInfo;
import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.client.SourceCounts;
import io.github.polywire.metricq.network.NetworkInfo;
import io.github.polywire.metricq.wire.proto.DataChunk;
import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What protobuf looks up by name, and what is written as JSON.
 */
class MetricqRuntimeHints implements RuntimeHintsRegistrar {

	private static final Class<?>[] MESSAGES = { DataChunk.class, DataChunk.Builder.class, HistoryRequest.class,
			HistoryRequest.Builder.class, HistoryRequest.RequestType.class, HistoryResponse.class,
			HistoryResponse.Builder.class, HistoryResponse.Aggregate.class, HistoryResponse.Aggregate.Builder.class };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (Class<?> message : MESSAGES) {
			hints.reflection().registerType(message, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), MetricqListenerInfo.class,
				MetricqMetricInfo.class, SourceCounts.class, NetworkInfo.class);
	}

}
