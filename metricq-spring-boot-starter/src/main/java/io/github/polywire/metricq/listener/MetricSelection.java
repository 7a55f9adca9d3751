package io.github.polywire.metricq.listener;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.connection.RoleSubscriptions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which metrics a listener wants.
 *
 * @param metrics metrics by name
 * @param pattern an expression to find more by, or {@code null}
 */
record MetricSelection(List<String> metrics, @Nullable String pattern) {

	private static final Log logger = LogFactory.getLog(MetricSelection.class);

	/**
	 * Finds the metrics.
	 * @param subscriptions asks the manager
	 * @return the metrics that there are at present
	 */
	CompletableFuture<Set<String>> resolve(RoleSubscriptions subscriptions) {
		Set<String> all = new LinkedHashSet<>(this.metrics);
		if (this.pattern == null) {
			return CompletableFuture.completedFuture(all);
		}
		return subscriptions.find(this.pattern).thenApply((found) -> {
			if (found.isEmpty()) {
				logger.warn("No metric matches the pattern '" + this.pattern + "' of a MetricQ listener at present");
			}
			all.addAll(found);
			return all;
		});
	}

}
