package io.github.polywire.natsmicro;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the services on the network, whatever they are written in. Implementations are
 * thread-safe.
 * <p>
 * The lists are complete when as long was waited as the limits say; they are empty at
 * once if there is no service. Answers that cannot be read are left out, logged and
 * counted. The streams give each answer when it comes; to traverse them blocks, and they
 * must be closed.
 * <p>
 * All methods throw a {@link MicroConnectionException} if NATS is not connected, and an
 * {@link IllegalArgumentException} for a name or an id that no service can have.
 */
public interface MicroDiscoveryOperations {

	/**
	 * Asks all services who is there, with the limits of
	 * {@code nats.micro.client.discovery}.
	 * @return the answers, in the order in which they came
	 */
	List<MicroServicePing> ping();

	/**
	 * Asks the instances of a service who is there, with the limits of
	 * {@code nats.micro.client.discovery}.
	 * @param service the name of the service
	 * @return the answers, in the order in which they came
	 */
	List<MicroServicePing> ping(String service);

	/**
	 * Asks one instance who is there, and waits no longer than
	 * {@code nats.micro.client.discovery.max-wait}.
	 * @param service the name of the service
	 * @param id the id of the instance
	 * @return its answer
	 * @throws NoRespondersException if there is no such instance
	 * @throws MicroTimeoutException if it does not answer
	 * @throws MicroConversionException if its answer cannot be read
	 */
	MicroServicePing ping(String service, String id);

	/**
	 * Asks who is there.
	 * @param service the name of the service, or {@code null} for all services
	 * @param limits when to end
	 * @return the answers as they come, to be closed
	 */
	Stream<MicroServicePing> pingStream(@Nullable String service, MicroDiscoveryLimits limits);

	/**
	 * Asks all services what endpoints there are, with the limits of
	 * {@code nats.micro.client.discovery}.
	 * @return the answers, in the order in which they came
	 */
	List<MicroServiceInfo> info();

	/**
	 * Asks the instances of a service what endpoints there are, with the limits of
	 * {@code nats.micro.client.discovery}.
	 * @param service the name of the service
	 * @return the answers, in the order in which they came
	 */
	List<MicroServiceInfo> info(String service);

	/**
	 * Asks one instance what endpoints there are, and waits no longer than
	 * {@code nats.micro.client.discovery.max-wait}.
	 * @param service the name of the service
	 * @param id the id of the instance
	 * @return its answer
	 * @throws NoRespondersException if there is no such instance
	 * @throws MicroTimeoutException if it does not answer
	 * @throws MicroConversionException if its answer cannot be read
	 */
	MicroServiceInfo info(String service, String id);

	/**
	 * Asks what endpoints there are.
	 * @param service the name of the service, or {@code null} for all services
	 * @param limits when to end
	 * @return the answers as they come, to be closed
	 */
	Stream<MicroServiceInfo> infoStream(@Nullable String service, MicroDiscoveryLimits limits);

	/**
	 * Asks all services what was counted, with the limits of
	 * {@code nats.micro.client.discovery}.
	 * @return the answers, in the order in which they came
	 */
	List<MicroServiceStats> stats();

	/**
	 * Asks the instances of a service what was counted, with the limits of
	 * {@code nats.micro.client.discovery}.
	 * @param service the name of the service
	 * @return the answers, in the order in which they came
	 */
	List<MicroServiceStats> stats(String service);

	/**
	 * Asks one instance what was counted, and waits no longer than
	 * {@code nats.micro.client.discovery.max-wait}.
	 * @param service the name of the service
	 * @param id the id of the instance
	 * @return its answer
	 * @throws NoRespondersException if there is no such instance
	 * @throws MicroTimeoutException if it does not answer
	 * @throws MicroConversionException if its answer cannot be read
	 */
	MicroServiceStats stats(String service, String id);

	/**
	 * Asks what was counted.
	 * @param service the name of the service, or {@code null} for all services
	 * @param limits when to end
	 * @return the answers as they come, to be closed
	 */
	Stream<MicroServiceStats> statsStream(@Nullable String service, MicroDiscoveryLimits limits);

}
