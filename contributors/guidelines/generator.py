"""Generator: whether the file itself says that a generative model made it.

Reads the notes programs leave in a file (PNG texts, EXIF, XMP); a file without them proves nothing. Sources:
the tools' own file formats; for XMP, IPTC NewsCodes "digitalsourcetype" and "AI System Used" (IPTC Photo Metadata
Standard 2025.1). Content credentials are `credentials`'.
"""

from contributors.guidelines.findings import SHOWN_LENGTH, Evidence, Finding, Subject

# What each tool writes: a note's name that only it uses, then a word that the note must hold ("" for any).
MARKS = (
    ("parameters", "steps:", "Stable Diffusion web UI"),
    ("usercomment", "sampler:", "Stable Diffusion web UI"),
    ("prompt", "class_type", "ComfyUI"),
    ("workflow", "nodes", "ComfyUI"),
    ("invokeai_metadata", "", "InvokeAI"),
    ("invokeai_graph", "", "InvokeAI"),
    ("sd-metadata", "", "InvokeAI"),
    ("dream", "", "InvokeAI"),
    ("fooocus_scheme", "", "Fooocus"),
    ("parameters", "sui_image_params", "SwarmUI"),
    ("usercomment", "sui_image_params", "SwarmUI"),
    ("software", "novelai", "NovelAI"),
    ("software", "midjourney", "Midjourney"),
    ("software", "stable diffusion", "Stable Diffusion"),
    ("software", "dall-e", "DALL-E"),
    ("software", "firefly", "Adobe Firefly"),
    ("software", "drawthings", "Draw Things"),
    ("xmp:iptc4xmpext:aisystemused", "", "AI System Used"),
    ("xmp:iptc4xmpext:digitalsourcetype", "compositewithtrainedalgorithmicmedia", "IPTC digital source type"),
    ("xmp:iptc4xmpext:digitalsourcetype", "trainedalgorithmicmedia", "IPTC digital source type"),
    ("description", "job id:", "Midjourney"),
    ("imagedescription", "job id:", "Midjourney"),
    ("comment", '"sampler"', "NovelAI"),
    ("xmp", "compositewithtrainedalgorithmicmedia", "IPTC digital source type"),
    ("xmp", "trainedalgorithmicmedia", "IPTC digital source type"),
)

# What XMP calls the program that a picture was first made with.
SAME_AS = {"xmp:xmp:creatortool": "software"}


def check(subject: Subject) -> list[Finding]:
    """Fail once for each note that names a generator, with the note as evidence."""
    found = [Finding("made_by_generator", "fail", told) for told in map(_mark, subject.traces) if told]
    return found or [Finding("no_generator_named", "pass", (("notes", str(len(subject.traces))),))]


def _mark(trace: tuple[str, str]) -> Evidence:
    name, text = trace[0].lower().removeprefix("exif:").removeprefix("xml:com.adobe."), trace[1].lower()
    name = SAME_AS.get(name, name)
    for note, word, tool in MARKS:
        if name == note and word in text:
            return (("tool", tool), ("note", trace[0]), ("text", trace[1][:SHOWN_LENGTH]))
    return ()
