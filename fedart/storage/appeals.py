"""Appeals against what became of a picture, and the process files that artists show with them."""

import json
from dataclasses import asdict

from fedart.domain.ids import AccountId, MediaId
from fedart.domain.media import Rendition
from fedart.domain.report import Appeal, ProcessFile, ReportState
from fedart.storage import media, statements
from fedart.storage.database import Row, Tx

SQL = statements.load("appeals.sql")


def add(tx: Tx, appeal: Appeal) -> bool:
    """Store an appeal; False when one about this picture is open already."""
    values = {"id": appeal.id, "media_id": appeal.media_id, "account_id": appeal.account_id}
    return tx.run(SQL.add, **values, text=appeal.text, created=appeal.created) == 1


def close(tx: Tx, media_id: str, state: ReportState, now: int) -> int:
    """Close the open appeal about a picture; how many there were."""
    return tx.run(SQL.close, media_id=media_id, state=state.value, now=now)


def of_media(tx: Tx, media_id: str) -> list[Appeal]:
    """Every appeal about a picture, oldest first."""
    return [
        Appeal(
            row["id"],
            MediaId(row["media_id"]),
            AccountId(row["account_id"]),
            row["text"],
            ReportState(row["state"]),
            row["created"],
        )
        for row in tx.all(SQL.of_media, media_id=media_id)
    ]


def add_file(tx: Tx, file: ProcessFile) -> None:
    """Store one process file; its bytes lie in quarantine already."""
    tx.run(
        SQL.add_file,
        id=file.id,
        appeal_id=file.appeal_id,
        position=file.position,
        file_name=file.file_name,
        kind=file.kind,
        size=file.size,
        blob=file.blob,
        preview=json.dumps(asdict(file.preview)) if file.preview else None,
    )
    for blob in file.blobs:
        tx.run(SQL.add_use, blob=blob, id=file.id)


def _file(row: Row) -> ProcessFile:
    return ProcessFile(
        id=row["id"],
        appeal_id=row["appeal_id"],
        position=row["position"],
        file_name=row["file_name"],
        kind=row["kind"],
        size=row["size"],
        blob=row["blob"],
        preview=Rendition(**json.loads(row["preview"])) if row["preview"] else None,
    )


def files_of(tx: Tx, appeal: str) -> tuple[ProcessFile, ...]:
    """The process files of an appeal in their order."""
    return tuple(_file(row) for row in tx.all(SQL.files_of, appeal_id=appeal))


def file(tx: Tx, ident: str) -> tuple[ProcessFile, AccountId] | None:
    """A process file, and the account that showed it."""
    row = tx.one(SQL.file, id=ident)
    return (_file(row), AccountId(row["account_id"])) if row else None


def forget_closed(tx: Tx, before: int, limit: int) -> list[str]:
    """Delete the process files of appeals closed before then (ms), `limit` at a time; the files that are free now."""
    return _forget(tx, [row["id"] for row in tx.all(SQL.files_of_closed, before=before, limit=limit)])


def take_back(tx: Tx, media_id: str, now: int) -> list[str]:
    """Close the open appeal about a picture that its artist removed, delete its process files; the files free now."""
    freed = _forget(tx, [row["id"] for row in tx.all(SQL.files_of_open, media_id=media_id)])
    close(tx, media_id, ReportState.DISMISSED, now)
    return freed


def _forget(tx: Tx, files: list[str]) -> list[str]:
    blobs = []
    for ident in files:
        blobs += [row["blob"] for row in tx.all(SQL.uses, id=ident)]
        tx.run(SQL.clear_uses, id=ident)
        tx.run(SQL.delete_file, id=ident)
    return [blob for blob in blobs if not media.blob_used(tx, blob)]
