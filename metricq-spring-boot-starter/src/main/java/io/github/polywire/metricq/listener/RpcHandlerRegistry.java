package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.connection.RpcRequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of what the network asks, by function. Thread-safe.
 */
public final class RpcHandlerRegistry implements RpcRequestHandler {

	private static final Comparator<RpcHandlerMethod> ORDER = Comparator.comparingInt(RpcHandlerMethod::order)
		.thenComparingInt(RpcHandlerMethod::depth);

	private final Map<String, List<RpcHandlerMethod>> handlers = new ConcurrentHashMap<>();

	void register(String function, RpcHandlerMethod handler) {
		this.handlers.compute(function, (key, others) -> {
			List<RpcHandlerMethod> all = (others != null) ? new ArrayList<>(others) : new ArrayList<>();
			all.add(handler);
			all.sort(ORDER);
			return List.copyOf(all);
		});
	}

	@Override
	public boolean handles(MetricqRpcRequest request) {
		return !find(request).isEmpty();
	}

	@Override
	public @Nullable Object handle(MetricqRpcRequest request) throws Exception {
		Object answer = null;
		for (RpcHandlerMethod handler : find(request)) {
			answer = handler.invoke(request);
		}
		return answer;
	}

	private List<RpcHandlerMethod> find(MetricqRpcRequest request) {
		return this.handlers.getOrDefault(request.function(), List.of())
			.stream()
			.filter((handler) -> handler.answers(request.role()))
			.toList();
	}

}
