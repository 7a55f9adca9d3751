package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.RecordedMetric;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.DatabaseSubscriptions;
import io.github.polywire.metricq.observation.MetricqListenerConvention;
import io.github.polywire.metricq.wire.MetricqNames;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The containers of all databases, each of which is an agent with two durable queues.
 */
public final class MetricqDatabaseRegistry extends ContainerRegistry {

	private final RoleAgents agents;

	private final ListenerSettings settings;

	private final int historyConcurrency;

	private final HandlerExecutorFactory executors;

	private final ChunkObserver observer;

	private final Map<String, String> providersByToken = new ConcurrentHashMap<>();

	private final Map<String, HistoryCounters> counters = new ConcurrentHashMap<>();

	/**
	 * Creates a registry.
	 * @param agents makes the agents
	 * @param settings how databases behave
	 * @param historyConcurrency how many history requests each answers at once
	 * @param executors make what databases run on
	 * @param observationRegistry observes calls of databases
	 * @param convention names the observations, or {@code null} for the default
	 */
	public MetricqDatabaseRegistry(RoleAgents agents, ListenerSettings settings, int historyConcurrency,
			HandlerExecutorFactory executors, ObservationRegistry observationRegistry,
			@Nullable MetricqListenerConvention convention) {
		super("databases", settings.failFast());
		this.agents = agents;
		this.settings = settings;
		this.historyConcurrency = historyConcurrency;
		this.executors = executors;
		this.observer = new ObservedChunks(observationRegistry, convention);
	}

	/**
	 * Adds a database, and starts it if the application runs.
	 * @param id its id, usually a bean's name
	 * @param provider stores and answers
	 * @return its container
	 * @throws MetricqDefinitionException if there is one with its id or its token, or its
	 * metrics cannot be recorded
	 */
	public MetricqListenerContainer register(String id, MetricqHistoryProvider provider) {
		String place = "bean '" + id + "' (" + provider.getClass().getName() + ")";
		Collection<RecordedMetric> metrics = provider.metrics();
		Map<String, String> inputs = inputs(place, metrics);
		Agent agent = this.agents.create(StringUtils.hasText(provider.token()) ? provider.token() : null);
		String other = this.providersByToken.putIfAbsent(agent.token(), place);
		if (other != null) {
			throw new MetricqDefinitionException(place,
					"there is another database with the token '" + agent.token() + "', which is " + other
							+ ", and a token has one queue",
					"Give one of them a token of its own: override token()", null);
		}
		HistoryCounters counted = new HistoryCounters();
		HistoryServer server = new HistoryServer(id, agent, new HistoryAnswerer(agent, provider, counted), counted,
				this.executors, this.historyConcurrency, this.settings.shutdownTimeout());
		List<String> names = metrics.stream().map(RecordedMetric::name).toList();
		this.counters.put(id, counted);
		return add(new MetricqListenerContainer(new DatabaseSubscriptions(agent, inputs),
				new ListenerOptions(id, names, null, null, null, null, null, null), this.settings,
				new StoringChunkHandler(provider, metrics), this.executors, this.observer, server));
	}

	private static Map<String, String> inputs(String place, Collection<RecordedMetric> metrics) {
		Map<String, String> inputs = new LinkedHashMap<>();
		List<String> names = new ArrayList<>();
		for (RecordedMetric metric : metrics) {
			try {
				names.add(MetricqNames.requireMetric(metric.name()));
				MetricqNames.requireMetric(metric.input());
			}
			catch (IllegalArgumentException ex) {
				throw new MetricqDefinitionException(place, "a metric cannot be recorded: " + ex.getMessage(),
						"Give it a shorter name", ex);
			}
			if (!metric.input().equals(metric.name())) {
				inputs.put(metric.name(), metric.input());
			}
		}
		if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
			throw new MetricqDefinitionException(place,
					"its metrics are " + (names.isEmpty() ? "none" : "not each named once: " + names),
					"Return from metrics() what is to be recorded", null);
		}
		return inputs;
	}

	@Override
	void forget(MetricqListenerContainer removed) {
		this.counters.remove(removed.id());
		this.providersByToken.remove(removed.agent().token());
	}

	/**
	 * What history requests a database got.
	 * @param id its id
	 * @return the counters
	 * @throws IllegalArgumentException if there is none with the id
	 */
	public HistoryCounters historyCounters(String id) {
		HistoryCounters found = this.counters.get(id);
		if (found == null) {
			throw new IllegalArgumentException("There is no MetricQ database with the id '" + id + "'");
		}
		return found;
	}

}
