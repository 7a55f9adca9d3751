package io.github.polywire.showcase.page;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.showcase.page.ConnectionState.Status;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The functions that are served on the RabiBridge network.
 */
@Component
class RabiBridgePanel implements Panel {

	private final RemoteCallRegistry registry;

	private final RemoteCallTemplate template;

	RabiBridgePanel(RemoteCallRegistry registry, RemoteCallTemplate template) {
		this.registry = registry;
		this.template = template;
	}

	@Override
	public String name() {
		return "rabibridge";
	}

	@Override
	public Reading read() {
		List<Function> functions = this.registry.getFunctions()
			.stream()
			.sorted(Comparator.comparing(ServedFunction::name))
			.map(Function::of)
			.toList();
		// The functions' connection and the callers' are made to one broker.
		return new Reading(state(List.of(this.registry.connection(), this.template.connection())),
				new Content(functions, this.template.inFlightCount()));
	}

	private static ConnectionState state(List<BrokerConnection> connections) {
		List<BrokerConnection> wanted = connections.stream().filter(BrokerConnection::isWanted).toList();
		String broker = "RabbitMQ at " + connections.get(0).address();
		for (BrokerConnection connection : wanted) {
			BrokerSession session = connection.session();
			if (session == null) {
				return new ConnectionState(Status.DOWN, broker + " cannot be reached"
						+ Texts.because(connection.failure())
						+ ". Calls fail until it is back; the showcase keeps trying, and then goes on by itself.");
			}
			if (session.blockedReason() != null) {
				return new ConnectionState(Status.BLOCKED, broker + " takes no messages at the moment"
						+ Texts.because(session.blockedReason()) + ". Calls wait until it does.");
			}
		}
		if (wanted.isEmpty()) {
			return new ConnectionState(Status.IDLE, broker + " was not needed yet.");
		}
		return new ConnectionState(Status.UP, "Connected to " + broker + "."
				+ Texts.reconnected(wanted.stream().mapToLong(BrokerConnection::reconnectCount).max().orElse(0)));
	}

	/**
	 * What the panel shows.
	 *
	 * @param functions the functions, by name
	 * @param calling calls of this application that wait for their reply
	 */
	record Content(List<Function> functions, int calling) {

	}

	/**
	 * What the panel shows of a function.
	 *
	 * @param id what no other function has
	 * @param name its name
	 * @param kind its kind, as it is called
	 * @param served whether it takes calls
	 * @param state what it does, in words
	 * @param calls how many calls were answered
	 * @param errors how many of them with an error
	 * @param inFlight how many calls were taken and are not answered
	 */
	record Function(String id, String name, String kind, boolean served, String state, long calls, long errors,
			int inFlight) {

		private static Function of(ServedFunction function) {
			boolean served = (function.state() == ContainerState.RUNNING);
			return new Function(function.id(), function.name(), function.kind().wireName(), served,
					stateOf(function.state(), function.error()), function.calls(), function.errors(),
					function.inFlight());
		}

		private static String stateOf(ContainerState state, @Nullable String error) {
			return switch (state) {
				case STOPPED -> "stopped";
				case STARTING -> "waits for the broker";
				case RUNNING -> "takes calls";
				case PAUSED -> "paused";
				case STOPPING -> "is being stopped";
				case FAILED -> "cannot be served: " + Texts.bounded(Objects.requireNonNullElse(error, "unknown error"));
			};
		}

	}

}
