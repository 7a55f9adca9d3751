package io.github.polywire.natsmicro.listener;

import java.util.ArrayList;
import java.util.List;

import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroEndpointState;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.nats.client.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A start that fails midway leaves nothing behind.
 */
class FailedStartTests {

	private RefusingConnection refusing;

	private Served served;

	private MicroServiceContainer second;

	@BeforeEach
	void stopped() throws Exception {
		this.served = Served.start(new Served.Customizer() {

			@Override
			public Connection connection(Connection connection) {
				FailedStartTests.this.refusing = RefusingConnection.of(connection);
				return FailedStartTests.this.refusing.connection();
			}

		});
		this.served.endpoint("first", MicroRequest::body);
		this.second = this.served.registry
			.addService(MicroServiceDefinition.of("second-" + this.served.prefix, "1.0.0").build());
		this.second.addEndpoint(definition("good"), MicroRequest::body);
		this.second.addEndpoint(definition("bad"), MicroRequest::body);
		this.served.registry.stop();
	}

	@AfterEach
	void close() throws Exception {
		this.served.close();
	}

	@Test
	void stopsWhatARegistryHadStarted() throws Exception {
		startFails(this.served.subject("bad"));
	}

	@Test
	void stopsWhatAServiceHadStartedWhenItCannotBeDiscovered() throws Exception {
		startFails("$SRV.STATS." + this.second.getName());
	}

	private void startFails(String refused) throws Exception {
		this.refusing.refuse(refused);
		assertThatIllegalArgumentException().isThrownBy(this.served.registry::start).withMessageContaining(refused);
		assertThat(this.served.registry.isRunning()).isFalse();
		assertThat(this.served.registry.getServices()).noneMatch(MicroServiceContainer::isRunning)
			.flatExtracting(MicroServiceContainer::getEndpoints)
			.extracting(MicroEndpointContainer::getState)
			.containsOnly(MicroEndpointState.STOPPED)
			.hasSize(3);
		assertThatNobodyServes("first", "good", "bad");
		this.refusing.refuse("");
		this.served.registry.start();
		this.served.connection.flush(Served.PATIENCE);
		assertThat(Served.text(this.served.request("first", "x"))).isEqualTo("x");
		assertThat(Served.text(this.served.request("bad", "y"))).isEqualTo("y");
		assertThat(this.served.ask("$SRV.PING." + this.second.getName())).contains(this.second.getId());
	}

	@Test
	void forgetsAServiceThatCannotBeAdded() throws Exception {
		this.served.registry.start();
		this.served.connection.flush(Served.PATIENCE);
		List<String> removed = new ArrayList<>();
		this.served.registry.addListener(new MicroServiceRegistry.Listener() {

			@Override
			public void added(MicroServiceContainer service, MicroEndpointContainer endpoint) {
				// Only who goes is of interest.
			}

			@Override
			public void removed(MicroServiceContainer service, MicroEndpointContainer endpoint) {
				removed.add(endpoint.getId());
			}

		});
		String name = "third-" + this.served.prefix;
		MicroServiceContainer third = this.served.registry
			.createService(MicroServiceDefinition.of(name, "1.0.0").build(), "test");
		third.addEndpoint(definition("third"), MicroRequest::body);
		this.refusing.refuse("$SRV.INFO." + name);
		assertThatIllegalArgumentException().isThrownBy(() -> this.served.registry.add(third));
		assertThat(this.served.registry.getServices()).doesNotContain(third).hasSize(2);
		assertThat(removed).containsExactly(name + ".third");
		assertThatNobodyServes("third");
		assertThat(Served.text(this.served.request("first", "x"))).isEqualTo("x");
	}

	@Test
	void forgetsAnEndpointThatCannotBeAddedAndKeepsOneThatCannotBeReplaced() throws Exception {
		this.served.registry.start();
		this.refusing.refuse(this.served.subject("late"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.second.addEndpoint(definition("late"), MicroRequest::body));
		MicroEndpointContainer good = this.second.getEndpoints().get(0);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.second.replaceEndpoint(good, definition("late"), MicroRequest::body));
		assertThat(this.second.info().endpoints()).extracting("name").containsExactly("good", "bad");
		this.served.connection.flush(Served.PATIENCE);
		assertThatNobodyServes("late");
		assertThat(Served.text(this.served.request("good", "x"))).isEqualTo("x");
	}

	@Test
	void keepsAnEndpointPausedThatCannotBeResumed() throws Exception {
		this.served.registry.start();
		MicroEndpointContainer good = this.second.getEndpoints().get(0);
		good.pause();
		this.refusing.refuse(this.served.subject("good"));
		assertThatIllegalArgumentException().isThrownBy(good::resume);
		assertThat(good.getState()).isEqualTo(MicroEndpointState.PAUSED);
		this.refusing.refuse("");
		good.resume();
		this.served.connection.flush(Served.PATIENCE);
		assertThat(Served.text(this.served.request("good", "x"))).isEqualTo("x");
	}

	private void assertThatNobodyServes(String... names) throws Exception {
		for (String name : names) {
			assertThat(this.served.send(name, "").handle((reply, failure) -> reply == null)).as(name)
				.succeedsWithin(Served.PATIENCE)
				.isEqualTo(true);
		}
	}

	private MicroEndpointDefinition definition(String name) {
		return MicroEndpointDefinition.of(name).subject(this.served.subject(name)).build();
	}

}
