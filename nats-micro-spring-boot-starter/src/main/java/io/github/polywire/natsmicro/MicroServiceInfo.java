package io.github.polywire.natsmicro;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a service instance to INFO.
 *
 * @param name the name of the service
 * @param id the id of the instance
 * @param version the version of the service, in the form of SemVer
 * @param description the description of the service, perhaps empty
 * @param metadata the metadata of the service
 * @param endpoints the endpoints, in the order in which they were added
 */
@JsonPropertyOrder({ "name", "id", "version", "description", "metadata", "endpoints", "type" })
@JsonIgnoreProperties(ignoreUnknown = true)
public record MicroServiceInfo(String name, String id, String version, String description, Map<String, String> metadata,
		List<MicroEndpointInfo> endpoints) {

	/** The type of the document. */
	public static final String TYPE = "io.nats.micro.v1.info_response";

	/**
	 * Creates an answer.
	 * @param name the name of the service
	 * @param id the id of the instance
	 * @param version the version of the service
	 * @param description the description of the service, or {@code null} for none
	 * @param metadata the metadata of the service, or {@code null} for none
	 * @param endpoints the endpoints, or {@code null} for none
	 */
	public MicroServiceInfo(@Nullable String name, @Nullable String id, @Nullable String version,
			@Nullable String description, @Nullable Map<String, String> metadata,
			@Nullable List<MicroEndpointInfo> endpoints) {
		this.name = DocumentFields.text(name);
		this.id = DocumentFields.text(id);
		this.version = DocumentFields.text(version);
		this.description = DocumentFields.text(description);
		this.metadata = DocumentFields.metadata(metadata);
		this.endpoints = DocumentFields.list(endpoints);
	}

	/**
	 * The type of the document.
	 * @return always {@link #TYPE}
	 */
	@JsonProperty(access = JsonProperty.Access.READ_ONLY)
	public String type() {
		return TYPE;
	}

}
