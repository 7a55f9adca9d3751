package io.github.polywire.natsmicro.wire;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The subjects of discovery below a prefix. Immutable.
 *
 * @param prefix the prefix, {@value #DEFAULT_PREFIX} by default
 */
public record DiscoverySubjects(String prefix) {

	/** The prefix of ADR-32. */
	public static final String DEFAULT_PREFIX = "$SRV";

	/**
	 * Creates the subjects.
	 * @param prefix the prefix
	 * @throws IllegalArgumentException if it cannot be the beginning of a subject
	 */
	public DiscoverySubjects {
		MicroNames.apiPrefix(prefix);
	}

	/**
	 * The subject that all services listen to, or those of a name, or one instance.
	 * @param verb what is asked
	 * @param service the name of the service, or {@code null} for all
	 * @param id the id of the instance, or {@code null} for all
	 * @return the subject
	 * @throws IllegalArgumentException if the name or the id is not valid, or there is an
	 * id without a name
	 */
	public String subject(Verb verb, @Nullable String service, @Nullable String id) {
		String subject = this.prefix + "." + verb.name();
		if (service == null) {
			if (id != null) {
				throw new IllegalArgumentException("an instance is addressed by the name of its service and its id");
			}
			return subject;
		}
		subject += "." + MicroNames.name(service);
		return (id != null) ? subject + "." + MicroNames.name(id) : subject;
	}

	/**
	 * The three subjects that an instance listens to.
	 * @param verb what is asked
	 * @param service the name of the service
	 * @param id the id of the instance
	 * @return the subjects, from the general to the particular
	 */
	public List<String> subjects(Verb verb, String service, String id) {
		return List.of(subject(verb, null, null), subject(verb, service, null), subject(verb, service, id));
	}

	/**
	 * What can be asked of a service.
	 */
	public enum Verb {

		/** Who is there. */
		PING,

		/** What endpoints it has. */
		INFO,

		/** What was counted. */
		STATS

	}

}
