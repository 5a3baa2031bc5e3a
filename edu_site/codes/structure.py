"""Codes of what gives content its shape: YAML (Y), its schema (S), the tree of organisations (O)."""

from edu_site.codes.code import Code, Severity

E, W = Severity.ERROR, Severity.WARNING

STRUCTURE: dict[str, Code] = {
    # yaml
    "Y01": Code(E, "The YAML cannot be read: {reason}", "check indentation, quotes and brackets near this place"),
    "Y02": Code(
        E, "Anchors and aliases (& and *) are not used here", "write the value out, or quote a text that begins with & or *"
    ),
    "Y03": Code(E, "Tags (!) are not used here", "quote a text that begins with !"),
    "Y04": Code(E, "Merge keys (<<) are not used here", "write the fields out"),
    "Y05": Code(E, "The field {field} stands here twice, first in line {first}", "keep one of them"),
    "Y06": Code(E, "More than one YAML document in a file", "delete the line ---"),
    "Y07": Code(E, "The values are nested deeper than {limit} levels", "make the structure flatter"),
    "Y08": Code(E, "More than {limit} values in one file", "split the file"),
    "Y09": Code(E, "The name of a field must be a text", "write name: value"),
    "Y10": Code(E, "Expected fields (name: value), found something else", "begin with a field such as title:"),
    "Y11": Code(E, "A tab stands where only spaces may stand", "indent with spaces"),
    # schema
    "S01": Code(E, "The field {field} is missing", "add {field}: to these fields"),
    "S02": Code(E, "Unknown field {field}", "did you mean {nearest}?"),
    "S03": Code(E, "{value} is not a value of {field}", "use one of: {allowed}"),
    "S04": Code(E, "{field} must be a number, not {value}", "write it with digits, for example 12"),
    "S05": Code(E, "{value} is not a date or time that exists", "write 2026-11-02 or 2026-11-02T10:00+05:00"),
    "S06": Code(E, "{field} must be true or false, not {value}", "write true or false"),
    "S07": Code(E, "{field} must hold fields (name: value)", "indent its fields below it"),
    "S08": Code(E, "{field} must be a list", "begin each entry with a hyphen"),
    "S09": Code(E, "{field} must be a text", "write it on one line or after |"),
    "S10": Code(E, "{field} has the wrong number of entries", "see the documentation of this field"),
    "S11": Code(E, "The time {value} has no offset", "add +05:00 to it"),
    "S12": Code(W, "The time {value} has another offset than Kazakhstan's", "all of Kazakhstan is +05:00 since 1 March 2024"),
    "S13": Code(E, "The value of {field} cannot be used here", "see the documentation of this field"),
    "S14": Code(E, "Unknown field {field}", "the fields here are: {allowed}"),
    # organisations
    "O01": Code(E, "This folder holds items but no organisation.yml", "add organisation.yml or move the folder"),
    "O02": Code(E, "The id {id} is used twice, also in {other}", "give one of them another folder name or id:"),
    "O03": Code(E, "The parent {id} does not exist", "did you mean {nearest}?"),
    "O04": Code(E, "The organisation is its own ancestor: {cycle}", "correct parent:"),
    "O05": Code(E, "{value} is not a KATO code", "a KATO code has 9 digits and is in the register"),
    "O06": Code(E, "{value} is not a BIN: {reason}", "copy it from the certificate of registration"),
    "O07": Code(
        E, "The coordinates {value} are not in Kazakhstan", "write [latitude, longitude], for example [51.128, 71.431]"
    ),
    "O08": Code(E, "{value} is not an address of a site", "write https:// and the domain, for example https://school.edu.kz/"),
    "O09": Code(W, "The name is the same as that of {other}", "tell them apart by number or place"),
    "O10": Code(E, "The address {value} is used twice, also by {other}", "each site needs its own address"),
    "O11": Code(E, "{value} is not an offset from UTC", "write +05:00"),
    "O12": Code(W, "The KATO code {value} lies outside the parent's territory {parent}", "check kato: and parent:"),
    "O13": Code(E, "The brand {value} does not exist", "the brands are: {allowed}"),
    "O14": Code(E, "A group smaller than 5 may not be published", "minimum_group is 5 or more, and not below the parent's"),
    "O15": Code(W, "The BIN {value} is the same as that of {other}", "check both"),
    "O16": Code(E, "The root of the tree must be the republic", "set level: republic in content/organisation.yml"),
    "O17": Code(W, "The level {value} stands below an organisation of the level {parent}", "check level: and parent:"),
    "O18": Code(E, "There is no content/organisation.yml", "run edu-site init to make a working start"),
    "O19": Code(W, "The parent {id} cannot be read; this site stands below {other} for now", "correct the parent first"),
    "O20": Code(E, "{value} is not a telephone number or an e-mail address", "write +7 (7152) 12-34-56 or name@domain.kz"),
    "O21": Code(E, "The rule pack {value} does not exist", "the packs are: {allowed}"),
    "O22": Code(E, "The menu hides or names {value}, which is not a section", "the sections are: {allowed}"),
}
