package io.github.polywire.benchmarks.rabibridge;

import java.util.List;

import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.benchmarks.harness.Spread;

/**
 * Measures how long a server with a hundred functions takes from the start of its JVM to
 * the answer of its first call, and beside it how much of that any Spring application
 * takes.
 */
final class Startup {

	private static final int ARGUMENT = 10;

	private final BrokerAddress broker;

	private final ServerLauncher servers;

	Startup(BrokerAddress broker, ServerLauncher servers) {
		this.broker = broker;
		this.servers = servers;
	}

	void measure(OursClient client, int rounds, Report report) throws Exception {
		double[] seconds = new double[rounds];
		double[] others = new double[rounds];
		for (int round = 0; round < rounds; round++) {
			seconds[round] = once(client, report);
			others[round] = listenerOnly();
		}
		report.row("startup", "ours",
				"s from the start of the JVM to the first of %d functions served".formatted(HundredFunctions.COUNT),
				Spread.of(seconds));
		report.row("startup", "spring-rabbit", "s from the start of the JVM to one @RabbitListener ready",
				Spread.of(others));
	}

	private double listenerOnly() throws Exception {
		try (ServerProcess server = this.servers.start(List.of(Role.SPRING.name()), this.broker.toEnvironment())) {
			return server.age();
		}
	}

	private double once(OursClient client, Report report) throws Exception {
		List<String> roles = List.of(Role.HUNDRED_FUNCTIONS.name());
		try (ServerProcess server = this.servers.start(roles, this.broker.toEnvironment())) {
			check(client, HundredFunctions.COUNT - 1, report);
			double age = server.age();
			for (int i = 0; i < HundredFunctions.COUNT - 1; i++) {
				check(client, i, report);
			}
			return age;
		}
	}

	private static void check(OursClient client, int number, Report report) {
		String function = HundredFunctions.PREFIX + number;
		Long answer = client.call(function, ARGUMENT);
		if (answer == null || answer != Fibonacci.of(ARGUMENT)) {
			report.failure("startup ours: %s(%d) answered %s".formatted(function, ARGUMENT, answer));
		}
	}

}
