package io.github.polywire.localbrokers;

import java.util.Optional;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Starts a broker of our own from what the machine has: Docker, else the binaries.
 *
 * @param name the broker's name, for messages
 * @param property the property that points at an existing broker
 * @param binary the executable that is looked for
 */
record BrokerSource(String name, String property, String binary) {

	private static final Log logger = LogFactory.getLog(BrokerSource.class);

	/**
	 * Starts a broker, without waiting until it is ready.
	 * @param container makes a container; called only when a Docker daemon listens
	 * @param process prepares a child process if the binary is there
	 * @throws LocalBrokerException if the machine has neither
	 */
	BrokerProcess start(Machine machine, Supplier<BrokerProcess> container, Supplier<Optional<BrokerProcess>> process) {
		return machine.docker()
			.find()
			.flatMap((daemon) -> startContainer(daemon, container))
			.or(() -> process.get().map(BrokerSource::started))
			.orElseThrow(this::nothingAvailable);
	}

	private Optional<BrokerProcess> startContainer(String daemon, Supplier<BrokerProcess> container) {
		try {
			return Optional.of(started(container.get()));
		}
		catch (RuntimeException ex) {
			logger.warn("Docker at " + daemon + " runs no " + this.name + ", trying the binaries: " + ex);
			return Optional.empty();
		}
	}

	private static BrokerProcess started(BrokerProcess process) {
		try {
			process.start();
			return process;
		}
		catch (RuntimeException ex) {
			process.close();
			throw ex;
		}
	}

	private LocalBrokerException nothingAvailable() {
		return new LocalBrokerException("""
				No %s to be had. Any one of these gives you one:
				  - point at one that runs: set %s (or the environment variable %s)
				  - start Docker
				  - install %s and setsid (on Debian: apt-get install %s util-linux)""".formatted(this.name,
				this.property, Machine.environmentVariable(this.property), this.binary, this.binary));
	}

}
